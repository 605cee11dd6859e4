// SPDX-License-Identifier: MIT
#include "http/response.h"

#include <string>

#include <gtest/gtest.h>

#include "http/cookie.h"
#include "http/message.h"

namespace teahouse::http {
namespace {

std::string head_of(const Response& response, const HeadContext& context = {}) {
    std::string out;
    append_head(out, response, context);
    return out;
}

TEST(HttpResponse, writes_the_head) {
    Response response;
    response.status = 404;
    response.body = "gone";
    response.fields = {{.name = "X-A", .value = "1"}};
    EXPECT_EQ(head_of(response, {.date = "Sun, 06 Nov 1994 08:49:37 GMT"}),
              "HTTP/1.1 404 Not Found\r\nX-A: 1\r\nContent-Length: 4\r\n"
              "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n");
}

TEST(HttpResponse, says_whether_the_connection_stays) {
    Response response;
    EXPECT_EQ(head_of(response), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(head_of(response, {.minor_version = 0}),
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(head_of(response, {.keep_alive = false}),
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    response.close = true;
    EXPECT_EQ(head_of(response),
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST(HttpResponse, gives_no_length_where_no_body_may_be) {
    for (const int status : {101, 204, 304}) {
        Response response;
        response.status = status;
        EXPECT_EQ(head_of(response).find("Content-Length"), std::string::npos) << status;
    }
}

TEST(HttpResponse, measures_each_kind_of_body) {
    Response response;
    response.shared = "12345";
    EXPECT_EQ(body_size(response), 5U);
    response.file = 0;
    response.file_size = 77;
    EXPECT_EQ(body_size(response), 77U);
    response.file = -1;
}

TEST(HttpResponse, lets_no_value_start_another_field) {
    Response response;
    response.fields = {
        {.name = "Location", .value = std::string("/a\r\nSet-Cookie: x=1\nb\0c", 23)}};
    EXPECT_EQ(head_of(response),
              "HTTP/1.1 200 OK\r\nLocation: /a  Set-Cookie: x=1 b c\r\nContent-Length: 0\r\n\r\n");
}

TEST(HttpResponseDeathTest, refuses_a_field_name_that_is_no_token) {
    Response response;
    response.fields = {{.name = "A: b\r\nC", .value = "x"}};
    EXPECT_DEATH(head_of(response), "CHECK failed");
}

TEST(HttpCookie, finds_values) {
    EXPECT_EQ(find_cookie("a=1; b=2;c=3", "b"), "2");
    EXPECT_EQ(find_cookie("a=1; b=2;c=3", "c"), "3");
    EXPECT_EQ(find_cookie("ab=1; b", "b"), "");
    EXPECT_EQ(find_cookie("b=x=y", "b"), "x=y");
    EXPECT_EQ(find_cookie(";;;", "b"), "");
    EXPECT_EQ(find_cookie("xb=1; B=2", "b"), "");
}

TEST(HttpCookie, writes_set_cookie) {
    EXPECT_EQ(
        to_string({.name = "__Host-sid", .value = "abc", .max_age_seconds = 60, .secure = true}),
        "__Host-sid=abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax");
    EXPECT_EQ(to_string({.name = "sid", .value = "", .max_age_seconds = 0}),
              "sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    EXPECT_DEATH(static_cast<void>(to_string({.name = "a", .value = "b; Domain=x"})),
                 "CHECK failed");
}

}  // namespace
}  // namespace teahouse::http
