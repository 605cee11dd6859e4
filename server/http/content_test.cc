// SPDX-License-Identifier: MIT
#include "http/content.h"

#include <string_view>

#include <gtest/gtest.h>

namespace teahouse::http {
namespace {

TEST(HttpContent, knows_types_by_extension) {
    EXPECT_EQ(content_type("index.html"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type("/assets/app-1.2.JS"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type("a.woff2"), "font/woff2");
    EXPECT_EQ(content_type("a.zip"), "application/zip");
    EXPECT_EQ(content_type("a.avif"), "image/avif");
    for (const std::string_view name : {"", "a", "a.", "a.exe", ".", "html", "a.htmlx"}) {
        EXPECT_EQ(content_type(name), "application/octet-stream") << name;
    }
}

TEST(HttpContent, chooses_a_coding) {
    struct Case {
        std::string_view field;
        Coding coding;
    };
    for (const Case& item : {
             Case{"gzip, deflate, br, zstd", Coding::brotli},
             Case{"gzip, deflate", Coding::gzip},
             Case{"GZIP", Coding::gzip},
             Case{"x-gzip", Coding::gzip},
             Case{"br;q=0.5, gzip;q=0.8", Coding::gzip},
             Case{"br;q=0.001", Coding::brotli},
             Case{"br;q=0, gzip;q=0", Coding::identity},
             Case{"br;q=0, *", Coding::gzip},
             Case{"*", Coding::brotli},
             Case{"*;q=0", Coding::identity},
             Case{"gzip;q=0.5, identity", Coding::identity},
             Case{"gzip, identity", Coding::gzip},
             Case{"gzip ; Q=1.000", Coding::gzip},
             Case{"", Coding::identity},
             Case{"deflate", Coding::identity},
             Case{"identity;q=0", Coding::identity},
             Case{"br;q=1.001", Coding::identity},
             Case{"br;q=2", Coding::identity},
             Case{"br;q=", Coding::identity},
             Case{"br;q=0.1234", Coding::identity},
             Case{"br;x=1", Coding::identity},
             Case{"b r", Coding::identity},
             Case{",,gzip,", Coding::gzip},
         }) {
        EXPECT_EQ(choose_coding(item.field, {.gzip = true, .brotli = true}), item.coding)
            << item.field;
    }
    EXPECT_EQ(choose_coding("gzip, br", {.gzip = true}), Coding::gzip);
    EXPECT_EQ(choose_coding("gzip, br", {}), Coding::identity);
    EXPECT_EQ(to_string(Coding::brotli), "br");
}

}  // namespace
}  // namespace teahouse::http
