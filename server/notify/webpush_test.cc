// SPDX-License-Identifier: MIT
#include "notify/webpush.h"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notify/crypto.h"

namespace teahouse::notify {
namespace {

// RFC 8291, section 5 and appendix A.
constexpr std::string_view kText = "When I grow up, I want to be a watermelon";
constexpr std::string_view kServerPoint =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr std::string_view kServerSecret = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr std::string_view kBrowserPoint =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr std::string_view kBrowserAuth = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr std::string_view kSalt = "DGv6ra1nlYgDCS1FRnbzlw";
constexpr std::string_view kEncrypted =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
    "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
    "y4a-fN";

std::string bytes(std::string_view text) { return from_base64url(text).value(); }

TEST(WebPush, encrypts_as_the_standard_does) {
    const Key own = key_from(bytes(kServerPoint), bytes(kServerSecret));
    const Key browser = key_from(bytes(kBrowserPoint));
    ASSERT_NE(own, nullptr);
    ASSERT_NE(browser, nullptr);
    EXPECT_EQ(base64url(encrypt_push_with(own, bytes(kSalt), std::string(kText) + "\x02", browser,
                                          bytes(kBrowserAuth))),
              kEncrypted);
}

TEST(WebPush, hides_the_length_and_never_repeats_itself) {
    const std::string one = encrypt_push("a", bytes(kBrowserPoint), bytes(kBrowserAuth));
    const std::string two =
        encrypt_push(std::string(200, 'b'), bytes(kBrowserPoint), bytes(kBrowserAuth));
    EXPECT_EQ(one.size(), 86U + 256U + 16U);
    EXPECT_EQ(two.size(), one.size());
    EXPECT_NE(one, encrypt_push("a", bytes(kBrowserPoint), bytes(kBrowserAuth)));
    // One record of 4096 bytes is the most that push services take.
    EXPECT_EQ(
        encrypt_push(std::string(3'993, 'c'), bytes(kBrowserPoint), bytes(kBrowserAuth)).size(),
        4'096U);
    EXPECT_EQ(encrypt_push(std::string(3'994, 'c'), bytes(kBrowserPoint), bytes(kBrowserAuth)), "");
}

TEST(WebPush, refuses_keys_that_are_none) {
    std::string off_the_curve = bytes(kBrowserPoint);
    off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
    EXPECT_EQ(key_from(off_the_curve), nullptr);
    EXPECT_EQ(key_from(""), nullptr);
    EXPECT_EQ(key_from(std::string(65, '\0')), nullptr);
    EXPECT_EQ(key_from("\x04" + std::string(64, '\0')), nullptr);
    EXPECT_EQ(key_from(bytes(kBrowserPoint).substr(1)), nullptr);
    EXPECT_EQ(encrypt_push("a", off_the_curve, bytes(kBrowserAuth)), "");
}

TEST(WebPush, keeps_its_key_for_itself) {
    std::string folder = (std::filesystem::temp_directory_path() / "teahouse-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    const std::string file = folder + "/vapid.pem";
    const auto first = VapidKey::open(file);
    ASSERT_TRUE(first);
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & mode_t{0777}, mode_t{0600});
    const auto second = VapidKey::open(file);
    ASSERT_TRUE(second);
    EXPECT_EQ(first->public_text(), second->public_text());
    EXPECT_EQ(bytes(first->public_text()).size(), kPointBytes);

    std::ofstream(file) << "no key";
    const auto broken = VapidKey::open(file);
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().message, file + " is no key of P-256; move it away to get a new one");
    // Opening a folder goes well; reading it does not.
    const auto unreadable = VapidKey::open(folder);
    ASSERT_FALSE(unreadable);
    EXPECT_TRUE(unreadable.error().message.starts_with("cannot read " + folder))
        << unreadable.error().message;
    std::filesystem::remove_all(folder);
}

// Nodes that share a folder begin at once.
TEST(WebPush, makes_one_key_whoever_asks_first) {
    std::string folder = (std::filesystem::temp_directory_path() / "teahouse-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    constexpr std::size_t kNodes = 4;
    constexpr int kRounds = 100;
    for (int round = 0; round < kRounds; ++round) {
        const std::string file = folder + "/key" + std::to_string(round);
        std::array<std::string, kNodes> keys;
        std::vector<std::thread> nodes;
        nodes.reserve(kNodes);
        for (std::string& own : keys) {
            nodes.emplace_back([&file, &own] {
                const auto key = VapidKey::open(file);
                own = key ? key->public_text() : key.error().message;
            });
        }
        for (std::thread& node : nodes) {
            node.join();
        }
        for (const std::string& own : keys) {
            EXPECT_EQ(own, keys.front());
        }
        EXPECT_EQ(bytes(keys.front()).size(), kPointBytes) << keys.front();
    }
    std::filesystem::remove_all(folder);
}

TEST(WebPush, proves_who_sends) {
    const VapidKey key(key_from(bytes(kServerPoint), bytes(kServerSecret)));
    const std::string proof =
        key.authorization("https://push.example:8443/a/b?c", "mailto:ann@example.org", 1'234);
    const std::string prefix =
        "vapid t=" + base64url(R"({"typ":"JWT","alg":"ES256"})") + "." +
        base64url(
            R"({"aud":"https://push.example:8443","exp":1234,"sub":"mailto:ann@example.org"})") +
        ".";
    EXPECT_TRUE(proof.starts_with(prefix)) << proof;
    EXPECT_TRUE(proof.ends_with(", k=" + std::string(kServerPoint))) << proof;
    const std::size_t end = proof.find(',');
    EXPECT_EQ(bytes(std::string_view(proof).substr(prefix.size(), end - prefix.size())).size(),
              64U);
    EXPECT_EQ(key.authorization("https://push.example/", "", 1).find("sub"), std::string::npos);
}

TEST(WebPush, knows_the_origin_of_an_address) {
    EXPECT_EQ(origin_of("https://push.example/a"), "https://push.example");
    EXPECT_EQ(origin_of("https://push.example:1?a"), "https://push.example:1");
    EXPECT_EQ(origin_of("https://push.example"), "https://push.example");
}

TEST(Text, forms_of_bytes) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64url("\xFB\xFF\xBF"), "-_-_");
    EXPECT_EQ(from_base64url("Zm9vYg=="), "foob");
    EXPECT_EQ(from_base64url("Zm9vYg"), "foob");
    EXPECT_EQ(from_base64url("-_-_"), "\xFB\xFF\xBF");
    EXPECT_EQ(from_base64url("+/+/"), std::nullopt);
    EXPECT_EQ(from_base64url("Z"), std::nullopt);
    EXPECT_EQ(from_base64url("Zm9v!"), std::nullopt);
    // RFC 4231, test case 2.
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace teahouse::notify
