// Draws each panel of the forecast page from the numbers embedded in it.
(() => {
  'use strict';
  const page = JSON.parse(document.getElementById('forecast').textContent);
  const blue = '#2563a8';
  const red = '#b3261e';
  const grey = '#7a8794';
  const ms = 86400000;
  const firstDay = Date.parse(page.run.start + 'T00:00:00Z');
  const date = (day) => new Date(firstDay + day * ms).toISOString().slice(0, 10);

  const write = {
    share: (value) => (value * 100).toFixed(1) + '%',
    count: (value) => Math.round(value).toLocaleString('en'),
    time: (value) => Number(value.toPrecision(3)).toString(),
  };
  const axis = {...write, share: (value) => Math.round(value * 100) + '%'};

  // A band is an invisible line with a filled one stacked on it.
  const band = (name, low, high, opacity) => {
    const line = {
      type: 'line', stack: name, symbol: 'none', silent: true, lineStyle: {opacity: 0},
    };
    return [
      {...line, data: low},
      {
        ...line,
        data: high.map((value, day) => value - low[day]),
        areaStyle: {color: blue, opacity},
      },
    ];
  };

  // Dates that fall together share one line, whose label names them all.
  const together = (marks) => {
    const days = new Map();
    for (const mark of marks) {
      const known = days.get(mark.day);
      days.set(mark.day, known
        ? {
          ...known,
          label: known.label + ', ' + mark.label,
          deadline: known.deadline || mark.deadline,
        }
        : mark);
    }
    return [...days.values()];
  };

  const markLine = (marks) => ({
    symbol: 'none',
    silent: true,
    data: together(marks).map((mark) => {
      const color = mark.deadline ? red : grey;
      return {
        xAxis: date(mark.day),
        lineStyle: {color, type: mark.deadline ? 'dashed' : 'solid', width: 1},
        label: {
          formatter: () => mark.label, fontSize: 10,
          // Beside the axis the label goes to the right, off the axis's own numbers.
          position: mark.day < 4 ? 'insideEndBottom' : 'insideEndTop',
          distance: 5, color,
        },
      };
    }),
  });

  // User text reaches the tooltip only through this; names of stages are not in it.
  const tooltip = (panel, unit) => (items) => {
    const day = items[0].dataIndex;
    const number = write[unit];
    const actual = panel.actual.find((point) => point[0] === day);
    return date(day) + '<br>median ' + number(panel.p50[day]) +
      '<br>half of rollouts ' + number(panel.p25[day]) + ' to ' + number(panel.p75[day]) +
      '<br>nine of ten ' + number(panel.p05[day]) + ' to ' + number(panel.p95[day]) +
      (actual ? '<br>really ' + number(actual[1]) : '');
  };

  // The next of 1, 2, 4, 6, 8, 10, 20 ...: an axis that ends on a round number.
  const roundUp = (value) => {
    const power = 10 ** Math.floor(Math.log10(value));
    return power * [1, 2, 4, 6, 8, 10].find((step) => step * power >= value);
  };

  const options = (panel, chart) => {
    const highest = Math.max(...chart.panels.flatMap((other) => other.p95));
    const share = chart.unit === 'share';
    return {
      animation: false,
      aria: {enabled: false},
      grid: {left: 16, right: 28, top: 12, bottom: 4, containLabel: true},
      tooltip: {trigger: 'axis', formatter: tooltip(panel, chart.unit), confine: true},
      xAxis: {
        type: 'category', boundaryGap: false, data: panel.p50.map((_, day) => date(day)),
        axisLabel: {color: grey, hideOverlap: true},
      },
      yAxis: {
        type: 'value', min: 0,
        max: share ? 1 : (chart.common && highest > 0 ? roundUp(highest) : undefined),
        axisLabel: {color: grey, formatter: axis[chart.unit], hideOverlap: true}, splitNumber: 4,
        interval: share ? 0.25 : undefined,
        minInterval: chart.unit === 'count' ? 1 : 0,
      },
      series: [
        ...band('wide', panel.p05, panel.p95, 0.18),
        ...band('half', panel.p25, panel.p75, 0.28),
        {
          type: 'line', symbol: 'none', data: panel.p50, lineStyle: {color: blue, width: 2},
          itemStyle: {color: blue}, markLine: markLine(panel.marks),
        },
        {
          type: 'scatter', symbolSize: 8, itemStyle: {color: red}, z: 5,
          data: panel.actual.map((point) => [date(point[0]), point[1]]),
        },
      ],
    };
  };

  const plots = [];
  for (const place of document.querySelectorAll('.plot')) {
    const chart = page.charts.find((candidate) => candidate.id === place.dataset.chart);
    const plot = echarts.init(place, null, {renderer: 'svg'});
    plot.setOption(options(chart.panels[Number(place.dataset.panel)], chart));
    plots.push(plot);
  }
  let printing = false;
  addEventListener('resize', () => {
    if (!printing) plots.forEach((plot) => plot.resize());
  });

  // Paper cannot be clicked: every table is open on it.
  const closed = [];
  addEventListener('beforeprint', () => {
    printing = true;
    // On paper a drawing is scaled to its column, for which it must know its own size.
    for (const plot of plots) {
      plot.getDom().querySelector('svg').setAttribute(
        'viewBox', `0 0 ${plot.getWidth()} ${plot.getHeight()}`);
    }
    for (const details of document.querySelectorAll('details:not([open])')) {
      details.open = true;
      closed.push(details);
    }
  });
  addEventListener('afterprint', () => {
    printing = false;
    for (const plot of plots) plot.getDom().querySelector('svg').removeAttribute('viewBox');
    for (const details of closed.splice(0)) details.open = false;
  });
})();
