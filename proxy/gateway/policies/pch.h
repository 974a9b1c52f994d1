// Precompiled for this room: what nearly every statement includes.
#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/http/pch.h"

#include <fmt/format.h>
