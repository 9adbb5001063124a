#include "engine/account.h"
