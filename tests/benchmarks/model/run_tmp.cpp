#include <cstdio>
#include <cstdlib>
#include <ctime>
#include "tests/benchmarks/model/model.h"
int main(int, char** v) {
  int n = atoi(v[1]), r = atoi(v[2]);
  auto p = gatecast::model::plan(n, r, 3);
  auto a = clock();
  auto f = gatecast::simulator::simulate(p, {});
  auto b = clock();
  double s = double(b - a) / CLOCKS_PER_SEC;
  printf("%.3f s  %.1f M user-days/s\n", s, double(n) * r * 90 / s / 1e6);
  return f.ok() ? 0 : 1;
}
