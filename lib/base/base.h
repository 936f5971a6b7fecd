/* The whole of base, for the rooms above. */
#ifndef K8SM_BASE_BASE_H
#define K8SM_BASE_BASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/cx.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/io.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/str.h"
#include "base/time.h"

#endif
