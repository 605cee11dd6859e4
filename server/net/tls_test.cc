// SPDX-License-Identifier: MIT
// TLS over real sockets: echo, large output, reload, refusals.
#include <cstdio>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include "net/testing.h"

namespace teahouse::net::testing {
namespace {

// A key and a self-signed certificate in a folder of their own.
class Certificate {
public:
    Certificate() {
        std::string name = std::filesystem::temp_directory_path() / "teahouse-net-XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    ~Certificate() { std::filesystem::remove_all(folder_); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    [[nodiscard]] TlsOptions options() const {
        return {.certificate_file = folder_ / "cert.pem", .key_file = folder_ / "key.pem"};
    }
    [[nodiscard]] std::filesystem::path folder() const { return folder_; }

    void make(const std::string& name) const {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                      EVP_PKEY_free);
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
        X509_set_version(certificate.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3'600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_NAME* subject = X509_get_subject_name(certificate.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
        X509_set_issuer_name(certificate.get(), subject);
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        std::FILE* file = std::fopen((folder_ / "key.pem").c_str(), "w");
        PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        file = std::fopen((folder_ / "cert.pem").c_str(), "w");
        PEM_write_X509(file, certificate.get());
        std::fclose(file);
    }

private:
    std::filesystem::path folder_;
};

ServerOptions tls_options(const Certificate& certificate) {
    ServerOptions options;
    options.listen.push_back({.host = "127.0.0.1", .tls = true});
    options.tls = certificate.options();
    return options;
}

class TlsClient {
public:
    explicit TlsClient(std::uint16_t port, int version_max = TLS1_3_VERSION,
                       const char* ciphers = nullptr)
        : fd_(connect_to(port)),
          context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
          ssl_(nullptr, SSL_free),
          parser_(ws::ParserOptions{.role = ws::Role::client, .message_bytes_max = 64U << 20U}) {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_max_proto_version(context_.get(), version_max);
        if (ciphers != nullptr) {
            SSL_CTX_set_cipher_list(context_.get(), ciphers);
        }
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), fd_.get());
    }
    bool connect() { return SSL_connect(ssl_.get()) == 1; }
    [[nodiscard]] std::string certificate_name() const {
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(
            SSL_get1_peer_certificate(ssl_.get()), X509_free);
        std::array<char, 100> name{};
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName,
                                  name.data(), static_cast<int>(name.size()));
        return name.data();
    }
    void write(std::string_view bytes) {
        SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    }
    std::string read() {
        std::string bytes(64 * 1024, '\0');
        const int got = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    bool upgrade() {
        write(upgrade_request());
        const std::string answer = read();
        return answer.starts_with("HTTP/1.1 101") && answer.ends_with("\r\n\r\n");
    }
    void send_text(std::string_view text) {
        std::string frame;
        ws::append_masked_frame(frame, {}, bytes_of(text), {});
        write(frame);
    }
    std::string next_text() {
        for (;;) {
            std::span<std::byte> rest = std::as_writable_bytes(std::span(input_)).subspan(used_);
            const ws::Event event = parser_.next(rest, nullptr);
            used_ = input_.size() - rest.size();
            if (event.kind == ws::Event::Kind::message) {
                return text_of(event.payload);
            }
            if (event.kind != ws::Event::Kind::need_more) {
                return "no message";
            }
            used_ = 0;
            input_ = read();
            if (input_.empty()) {
                return "end";
            }
        }
    }
    SSL* ssl() { return ssl_.get(); }

private:
    Fd fd_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
    std::string input_;
    std::size_t used_ = 0;
    ws::Parser parser_;
};

TEST(Tls, echoes_over_both_versions) {
    const Certificate certificate;
    certificate.make("first");
    TestServer server(tls_options(certificate));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient client(server.server->port(), version);
        ASSERT_TRUE(client.connect());
        EXPECT_EQ(SSL_version(client.ssl()), version);
        ASSERT_TRUE(client.upgrade());
        server.run([](Worker& worker, TestHandler& handler) {
            EXPECT_TRUE(worker.is_secure(handler.last_socket));
        });
        for (const std::size_t size : {1U, 1'000U, 20'000U, 300'000U}) {
            const std::string text(size, 'x');
            client.send_text(text);
            ASSERT_TRUE(client.next_text() == text) << size;
        }
    }
    EXPECT_EQ(server.metrics().tls_handshakes, 2U);
}

TEST(Tls, slow_readers_get_whole_frames_in_order) {
    const Certificate certificate;
    certificate.make("first");
    ServerOptions options = tls_options(certificate);
    options.send_buffer_bytes = 4'096;
    options.bounds.lag_bytes_max = 64U << 20U;
    options.timeouts.lag = 100'000;
    TestServer server(options);
    TlsClient client(server.server->port());
    ASSERT_TRUE(client.connect());
    ASSERT_TRUE(client.upgrade());
    constexpr int kMessages = 3'000;
    const auto numbered = [](const char* kind, int i) {
        return kind + std::to_string(i) + std::string(static_cast<std::size_t>(i * 7 % 1'500), 'x');
    };
    for (int begin = 0; begin < kMessages; begin += 100) {
        server.run([&](Worker& worker, TestHandler& handler) {
            worker.subscribe(handler.last_socket, ChannelId(1));
            for (int i = begin; i < begin + 100; ++i) {
                worker.publish(ChannelId(1), segment_of(text_frame(numbered("c", i))), false);
                worker.send(handler.last_socket, true, bytes_of(numbered("p", i)));
            }
        });
    }
    int next_public = 0;
    int next_private = 0;
    while (next_public < kMessages || next_private < kMessages) {
        const std::string text = client.next_text();
        if (text.starts_with('c')) {
            ASSERT_EQ(text, numbered("c", next_public++));
        } else {
            ASSERT_EQ(text, numbered("p", next_private++));
        }
    }
    EXPECT_GT(server.metrics().blocked, 0U);
}

TEST(Tls, sends_files) {
    const Certificate certificate;
    certificate.make("first");
    TestServer server(tls_options(certificate), [&](TestHandler& handler) {
        handler.on_request_hook = [&](Worker& worker, ConnectionId id, http::Request&) {
            std::FILE* file = std::tmpfile();
            const std::string content(100'000, 'f');
            EXPECT_EQ(std::fwrite(content.data(), 1, content.size(), file), content.size());
            std::fflush(file);
            http::Response response;
            response.file = ::dup(fileno(file));
            response.file_size = content.size();
            response.close = true;
            std::fclose(file);
            worker.respond(id, std::move(response));
            return true;
        };
    });
    TlsClient client(server.server->port());
    ASSERT_TRUE(client.connect());
    client.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    std::string all;
    for (std::string bytes = client.read(); !bytes.empty(); bytes = client.read()) {
        all += bytes;
    }
    EXPECT_TRUE(all.ends_with("\r\n\r\n" + std::string(100'000, 'f')));
    EXPECT_EQ(SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
}

TEST(Tls, reloads_for_new_connections_and_keeps_the_old_on_error) {
    const Certificate certificate;
    certificate.make("first");
    TestServer server(tls_options(certificate));
    TlsClient before(server.server->port());
    ASSERT_TRUE(before.connect());
    EXPECT_EQ(before.certificate_name(), "first");
    ASSERT_TRUE(before.upgrade());

    certificate.make("second");
    ASSERT_TRUE(server.server->reload_tls(tls_options(certificate).tls));
    server.metrics();  // the workers have it now
    TlsClient after(server.server->port());
    ASSERT_TRUE(after.connect());
    EXPECT_EQ(after.certificate_name(), "second");

    const Certificate elsewhere;
    elsewhere.make("third");
    ASSERT_TRUE(server.server->reload_tls(tls_options(elsewhere).tls));
    server.metrics();
    TlsClient moved(server.server->port());
    ASSERT_TRUE(moved.connect());
    EXPECT_EQ(moved.certificate_name(), "third");
    ASSERT_TRUE(server.server->reload_tls(tls_options(certificate).tls));
    server.metrics();

    std::filesystem::resize_file(certificate.folder() / "cert.pem", 10);
    const Status status = server.server->reload_tls(tls_options(certificate).tls);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().field, "certificate_file");
    EXPECT_NE(status.error().message.find("cert.pem"), std::string::npos) << status.error().message;
    TlsClient still(server.server->port());
    ASSERT_TRUE(still.connect());
    EXPECT_EQ(still.certificate_name(), "second");
    before.send_text("alive");
    EXPECT_EQ(before.next_text(), "alive");
}

TEST(Tls, refuses_old_versions_and_weak_ciphers) {
    const Certificate certificate;
    certificate.make("first");
    TestServer server(tls_options(certificate));
    EXPECT_FALSE(TlsClient(server.server->port(), TLS1_1_VERSION).connect());
    EXPECT_FALSE(
        TlsClient(server.server->port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256").connect());
    EXPECT_TRUE(TlsClient(server.server->port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256")
                    .connect());
    EXPECT_TRUE(wait_until([&] { return server.server->metrics().tls_errors == 2; }));
}

TEST(Tls, plain_text_and_silence_end_the_connection) {
    const Certificate certificate;
    certificate.make("first");
    ServerOptions options = tls_options(certificate);
    options.timeouts.head = 100;
    TestServer server(options);
    TestClient plain(server.server->port());
    plain.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    plain.read_to_end();
    TestClient silent(server.server->port());
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_TRUE(wait_until([&] { return server.server->metrics().connections == 0; }));
}

TEST(Tls, a_missing_or_foreign_key_is_an_error_at_start) {
    const Certificate certificate;
    certificate.make("first");
    const Certificate other;
    other.make("other");
    ServerOptions options = tls_options(certificate);
    options.tls.key_file = "/nowhere/key.pem";
    const auto factory = [](Worker&, std::uint32_t) { return nullptr; };
    auto made = Server::create(options, factory);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("/nowhere/key.pem"), std::string::npos);
    options.tls.key_file = other.options().key_file;
    made = Server::create(options, factory);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("mismatch"), std::string::npos) << made.error().message;
}

}  // namespace
}  // namespace teahouse::net::testing
