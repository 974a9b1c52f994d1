// Precompiled for the tests of proxy.
#include "proxy/http/pch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
