// SPDX-License-Identifier: MIT
// A chat server as one writes it in an evening with Boost.Beast: one thread, a queue for each
// member, one async_write for each message and member. It is a peer in comparisons (bench/compare)
// and no part of Teahouse. GET /N joins room N; the port is written to the file that is named.
#include <cstddef>
#include <cstdio>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

class Session;
using Rooms = std::map<std::string, std::set<std::shared_ptr<Session>>>;

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket socket, Rooms& rooms) : stream_(std::move(socket)), rooms_(rooms) {}

    void start() {
        beast::http::async_read(stream_.next_layer(), buffer_, request_,
                                [self = shared_from_this()](beast::error_code error, std::size_t) {
                                    if (!error) {
                                        self->accept();
                                    }
                                });
    }
    void send(const std::shared_ptr<const std::string>& message) {
        queue_.push_back(message);
        if (queue_.size() == 1) {
            write();
        }
    }

private:
    void accept() {
        stream_.binary(true);
        stream_.async_accept(request_, [self = shared_from_this()](beast::error_code error) {
            if (!error) {
                self->rooms_[std::string(self->request_.target())].insert(self);
                self->read();
            }
        });
    }
    void read() {
        stream_.async_read(buffer_,
                           [self = shared_from_this()](beast::error_code error, std::size_t) {
                               if (error) {
                                   self->leave();
                                   return;
                               }
                               self->tell_all();
                               self->read();
                           });
    }
    void tell_all() {
        const auto message =
            std::make_shared<const std::string>(beast::buffers_to_string(buffer_.data()));
        buffer_.consume(buffer_.size());
        for (const auto& member : rooms_[std::string(request_.target())]) {
            member->send(message);
        }
    }
    void write() {
        stream_.async_write(asio::buffer(*queue_.front()),
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                                self->queue_.pop_front();
                                if (!error && !self->queue_.empty()) {
                                    self->write();
                                }
                            });
    }
    void leave() { rooms_[std::string(request_.target())].erase(shared_from_this()); }

    beast::websocket::stream<tcp::socket> stream_;
    Rooms& rooms_;  // outlives the sessions
    beast::flat_buffer buffer_;
    beast::http::request<beast::http::string_body> request_;
    std::deque<std::shared_ptr<const std::string>> queue_;
};

void accept(tcp::acceptor& acceptor, Rooms& rooms) {
    acceptor.async_accept([&](beast::error_code error, tcp::socket socket) {
        if (!error) {
            socket.set_option(tcp::no_delay(true));
            std::make_shared<Session>(std::move(socket), rooms)->start();
        }
        accept(acceptor, rooms);
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("teahouse_beast PORT-FILE\n", stderr);
        return 2;
    }
    Rooms rooms;
    asio::io_context context(1);
    asio::signal_set signals(context, SIGTERM, SIGINT);
    signals.async_wait([&](beast::error_code, int) { context.stop(); });
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    acceptor.listen(4'096);
    std::ofstream(argv[1]) << acceptor.local_endpoint().port() << '\n';
    accept(acceptor, rooms);
    context.run();
    return 0;
}
