#include "proxy/http/certificate_authority.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace gatelens::proxy {
namespace {

namespace fs = std::filesystem;

class CertificateAuthorityTest : public ::testing::Test
{
protected:
    CertificateAuthorityTest()
    {
        std::string pattern = (fs::temp_directory_path() / "gatelens-ca-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    ~CertificateAuthorityTest() override { fs::remove_all(folder); }
    CertificateAuthorityTest(const CertificateAuthorityTest&) = delete;
    CertificateAuthorityTest& operator=(const CertificateAuthorityTest&) = delete;

    std::string read(const char* name) const
    {
        std::ifstream file(folder / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    mode_t modeOf(const char* name) const
    {
        struct stat state = {};
        EXPECT_EQ(::stat((folder / name).c_str(), &state), 0);
        return state.st_mode & 0777;
    }

    fs::path folder;
};

TEST_F(CertificateAuthorityTest, MakesKeysThatOnlyTheirOwnerReads)
{
    const auto authority = CertificateAuthority::open(folder);
    ASSERT_TRUE(authority) << authority.error().message;
    EXPECT_EQ(modeOf("ca.key"), 0600U);
    EXPECT_EQ(modeOf("localhost.key"), 0600U);
    EXPECT_EQ(authority->certificateFile(), folder / "ca.pem");
    EXPECT_TRUE(authority->serverContext());
}

TEST_F(CertificateAuthorityTest, IsUsedAgainLater)
{
    ASSERT_TRUE(CertificateAuthority::open(folder));
    const std::string root = read("ca.pem");
    const std::string leaf = read("localhost.pem");
    ASSERT_TRUE(CertificateAuthority::open(folder));
    EXPECT_EQ(read("ca.pem"), root);
    EXPECT_EQ(read("localhost.pem"), leaf);
}

TEST_F(CertificateAuthorityTest, MakesANewLeafWhenTheOldOneIsOfAnotherAuthority)
{
    ASSERT_TRUE(CertificateAuthority::open(folder));
    const std::string leaf = read("localhost.pem");
    fs::remove(folder / "ca.pem");
    fs::remove(folder / "ca.key");
    ASSERT_TRUE(CertificateAuthority::open(folder));
    EXPECT_NE(read("localhost.pem"), leaf);
}

TEST_F(CertificateAuthorityTest, NamesAFileThatIsNoCertificateAndLeavesItAlone)
{
    ASSERT_TRUE(CertificateAuthority::open(folder));
    std::ofstream(folder / "ca.pem") << "not a certificate";
    const auto authority = CertificateAuthority::open(folder);
    ASSERT_FALSE(authority);
    EXPECT_EQ(authority.error().code, ErrorCode::Malformed);
    EXPECT_THAT(authority.error().message, ::testing::HasSubstr("ca.pem"));
    EXPECT_EQ(read("ca.pem"), "not a certificate");
}

} // namespace
} // namespace gatelens::proxy
