#include "core/expression/case_runner.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatelens::expression {
namespace {

// What the conformance cases cannot hold: where their runtime differs from .NET Framework as it is
// documented, and values that are new in every run.

struct Row
{
    std::string expression;
    std::string text; ///< of the result, or the exception's name behind "!"
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.expression; }

class LibraryMember : public testing::TestWithParam<Row>
{
};

TEST_P(LibraryMember, givesWhatDotNetGives)
{
    const auto outcome = runCase(GetParam().expression, "{}");
    const auto found = outcome.throws.empty() ? outcome.value : "!" + outcome.throws;
    EXPECT_EQ(found, GetParam().text) << outcome.message;
}

// Source: referencesource of System.Web, HttpValueCollection and HttpEncoder.
INSTANTIATE_TEST_SUITE_P(
    WebForms, LibraryMember,
    testing::Values(
        Row{R"(@(System.Web.HttpUtility.ParseQueryString("?a=1&b=2&a=3&c").ToString()))",
            "a=1&a=3&b=2&c"},
        Row{R"(@{ var q = System.Web.HttpUtility.ParseQueryString(""); q["x"] = "1 2"; q.Add("y", "a&b"); q.Add("y", "c"); return q.ToString(); })",
            "x=1+2&y=a%26b&y=c"},
        Row{R"(@(System.Web.HttpUtility.ParseQueryString("a=%fc", Encoding.GetEncoding("iso-8859-1"))["a"]))",
            "\xC3\xBC"},
        Row{R"(@{ var q = System.Web.HttpUtility.ParseQueryString("a=1&b=2"); q.Clear(); q.Add(System.Web.HttpUtility.ParseQueryString("c=3&c=4")); return q.Count + q.Get("C"); })",
            "13,4"},
        Row{R"(@(System.Web.HttpUtility.ParseQueryString("a=1").GetKey(1)))",
            "!ArgumentOutOfRangeException"},
        Row{R"(@(System.Web.HttpUtility.JavaScriptStringEncode("a\"b'c\\d\n<e>&\u2028")))",
            R"(a\"b\u0027c\\d\n\u003ce\u003e\u0026\u2028)"},
        Row{R"(@(System.Web.HttpUtility.UrlPathEncode("a b/?c d")))", "a%20b/?c d"}));

// Source: referencesource of mscorlib, TimeZoneInfo.StringSerializer.
const std::string kRules
    = "var s = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1,1,1,2,0,0), 3, 2, "
      "DayOfWeek.Sunday); var e = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new "
      "DateTime(1,1,1,3,30,0), 10, 15); var r = "
      "TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(new DateTime(2000,1,1), new "
      "DateTime(2030,12,31), TimeSpan.FromHours(1), s, e); var z = "
      "TimeZoneInfo.CreateCustomTimeZone(\"X;Y\", TimeSpan.FromHours(2), \"D\", \"S\", \"L\", "
      "new[]{r}); ";
INSTANTIATE_TEST_SUITE_P(
    TimeZones, LibraryMember,
    testing::Values(
        Row{"@{ " + kRules + "return z.ToSerializedString(); }",
            R"(X\;Y;120;D;S;L;[01:01:2000;12:31:2030;60;[0;02:00:00;3;2;0;];[1;03:30:00;10;15;];];)"},
        Row{"@{ " + kRules
                + "var y = TimeZoneInfo.FromSerializedString(z.ToSerializedString()); return "
                  "y.HasSameRules(z) + y.Id; }",
            "TrueX;Y"},
        Row{R"(@(TimeZoneInfo.GetSystemTimeZones().Select(z => TimeZoneInfo.FromSerializedString(z.ToSerializedString()).HasSameRules(z)).All(x => x)))",
            "True"},
        Row{R"(@(TimeZoneInfo.FromSerializedString("X;2000;;;;;")))", "!SerializationException"}));

INSTANTIATE_TEST_SUITE_P(
    Encodings, LibraryMember,
    testing::Values(
        Row{R"(@(Encoding.GetEncoding(1251).GetString(new byte[]{192})))", "\xD0\x90"},
        Row{R"(@(Convert.ToBase64String(Encoding.GetEncoding("shift_jis").GetBytes("日本"))))",
            "k/qWew=="},
        Row{R"(@(Encoding.GetEncoding("gb2312").GetString(new byte[]{214,208})))", "\xE4\xB8\xAD"},
        Row{R"(@(Encoding.GetEncoding("iso-8859-2").WebName + Encoding.GetEncoding("koi8-r").CodePage))",
            "iso-8859-220866"},
        Row{R"(@(Encoding.GetEncoding("koi8-r").GetString(Encoding.GetEncoding("koi8-r").GetBytes("Дом €"))))",
            "\xD0\x94\xD0\xBE\xD0\xBC ?"},
        Row{R"(@(Encoding.GetEncodings().All(e => e.GetEncoding().GetString(e.GetEncoding().GetBytes("Az 09")) == "Az 09")))",
            "True"},
        Row{R"(@(new UTF8Encoding(false, true).GetBytes("\ud800")))",
            "!EncoderFallbackException"}));

const std::string kKey = "var r = RSA.Create(1024); ";
INSTANTIATE_TEST_SUITE_P(
    Keys, LibraryMember,
    testing::Values(
        Row{"@{ " + kKey
                + R"(var s = RSA.Create(); s.FromXmlString(r.ToXmlString(true)); var e = r.Encrypt(new byte[]{1,2}, RSAEncryptionPadding.OaepSHA384); return Convert.ToBase64String(s.Decrypt(e, RSAEncryptionPadding.OaepSHA384)); })",
            "AQI="},
        Row{"@{ " + kKey
                + R"(var s = RSA.Create(r.ExportParameters(false)); return s.ToXmlString(true); })",
            "!CryptographicException"},
        Row{"@{ " + kKey
                + R"(var s = RSA.Create(r.ExportParameters(false)); return s.ToXmlString(false) == r.ToXmlString(false); })",
            "True"},
        Row{"@{ " + kKey
                + R"(var d = new byte[]{9,1,2,3,9}; var sig = r.SignData(d, 1, 3, HashAlgorithmName.SHA256, RSASignaturePadding.Pss); return r.VerifyData(new byte[]{1,2,3}, sig, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) + "" + r.VerifyData(d, sig, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) + r.VerifyData(d, 1, 3, sig, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1); })",
            "TrueFalseFalse"},
        Row{"@{ " + kKey
                + R"(return r.SignHash(new byte[5], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1); })",
            "!CryptographicException"},
        Row{R"(@(RSA.Create(100)))", "!CryptographicException"},
        Row{R"(@(AsymmetricAlgorithm.Create("DSA") == null))", "True"},
        Row{R"(@{ var a = Aes.Create(); a.Mode = CipherMode.CTS; return 1; })",
            "!CryptographicException"},
        Row{R"(@{ var a = Aes.Create(); a.Mode = CipherMode.CFB; a.FeedbackSize = 128; a.Padding = PaddingMode.None; var e = a.CreateEncryptor().TransformFinalBlock(new byte[]{1,2,3}, 0, 3); return e.Length + Convert.ToBase64String(a.CreateDecryptor().TransformFinalBlock(e, 0, 3)); })",
            "3AQID"},
        Row{R"(@{ var a = Aes.Create(); var e = a.CreateEncryptor(); var d = a.CreateDecryptor(); var text = Enumerable.Range(0, 100).Select(i => (byte)i).ToArray(); var c = new byte[112]; var at = e.TransformBlock(text, 0, 96, c, 0); var last = e.TransformFinalBlock(text, 96, 4); last.CopyTo(c, at); var p = new byte[112]; var n = d.TransformBlock(c, 0, 112, p, 0); var f = d.TransformFinalBlock(c, 0, 0); return n + "," + f.Length + p.Take(n).Concat(f).SequenceEqual(text); })",
            "96,4True"}));

} // namespace
} // namespace gatelens::expression
