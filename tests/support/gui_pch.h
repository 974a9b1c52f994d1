// Precompiled for the tests of ui. Without Qt Test, whose headers take each folder's path as a macro.
#include "ui/theme/pch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
