#include "proxy/gateway/url_overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

std::string resolved(const UrlOverrides& overrides, std::string_view url, std::string_view api = {},
                     std::string_view backend = {})
{
    const Result<Url> result = overrideUrl(overrides, *parseUrl(url), api, backend);
    return result ? result->toString() : "error: " + result.error().message;
}

TEST(UrlOverridesTest, LeaveAnUnlistedUrlAlone)
{
    EXPECT_EQ(resolved({}, "https://a.example/x?y=1"), "https://a.example/x?y=1");
}

TEST(UrlOverridesTest, PutTheWholeUrlOfAnApiOrBackendInPlace)
{
    UrlOverrides overrides;
    overrides.apis["orders;rev=2"] = "http://localhost:9000/v2";
    overrides.backends["eu"] = "builtin:conference/eu";
    EXPECT_EQ(resolved(overrides, "https://a.example/v1", "orders;rev=2"),
              "http://localhost:9000/v2");
    EXPECT_EQ(resolved(overrides, "https://a.example/v1", "orders"), "https://a.example/v1");
    EXPECT_EQ(resolved(overrides, "https://a.example/v1", "orders;rev=2", "EU"),
              "builtin:conference/eu");
}

TEST(UrlOverridesTest, KeepThePathOfAnOverriddenHost)
{
    UrlOverrides overrides;
    overrides.hosts["a.example"] = "builtin:conference/trends";
    overrides.hosts["a.example:8443"] = "http://127.0.0.1:1/base";
    EXPECT_EQ(resolved(overrides, "https://a.example/x/y?z=1"),
              "builtin:conference/trends/x/y?z=1");
    EXPECT_EQ(resolved(overrides, "https://a.example:8443/x"), "http://127.0.0.1:1/base/x");
}

TEST(UrlOverridesTest, RefuseWhatIsNotListedWhenAsked)
{
    UrlOverrides overrides;
    overrides.allowUnlisted = false;
    EXPECT_THAT(resolved(overrides, "https://a.example/"), ::testing::HasSubstr("a.example"));
}

} // namespace
} // namespace gatelens::proxy
