# SPDX-License-Identifier: MIT
"""kill -9 in the middle of an upload: it goes on from what was written, and comes out whole."""
import http.client

from .server import Server, check

TUS = {"Tus-Resumable": "1.0.0"}


def ask(server, method, path, token, fields=None, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, body,
                           {**TUS, "Authorization": f"Bearer {token}", **(fields or {})})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def offset_of(server, place, token):
    status, headers, _ = ask(server, "HEAD", place, token)
    check(status == 200, f"HEAD: {status}")
    return int(headers["Upload-Offset"])


def send(server, place, token, offset, data):
    return ask(server, "PATCH", place, token,
               {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}, data)


def killed_upload(binary, folder):
    """Kills the server twice on the way; what it said it has, it has."""
    server = Server(binary, folder).start()
    _, token = server.register("Anna")
    data = bytes(range(256)) * 8000
    _, headers, _ = ask(server, "POST", "/api/v1/upload", token, {"Upload-Length": str(len(data))})
    place = headers["Location"]
    check(send(server, place, token, 0, data[:700_000])[0] == 204, "the first part")
    server.kill()
    server.start()
    check(offset_of(server, place, token) == 700_000, "the first part is not there")
    half = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    half.putrequest("PATCH", place)
    for name, value in {**TUS, "Authorization": f"Bearer {token}", "Upload-Offset": "700000",
                        "Content-Type": "application/offset+octet-stream",
                        "Content-Length": str(len(data) - 700_000)}.items():
        half.putheader(name, value)
    half.endheaders()
    half.send(data[700_000:1_200_000])
    server.kill()
    half.close()
    server.start()
    offset = offset_of(server, place, token)
    check(700_000 <= offset <= 1_200_000, f"stands at {offset}")
    check(send(server, place, token, offset, data[offset:])[0] == 204, "the rest")
    file = place.rsplit("/", 1)[1]
    server.kill()
    server.start()
    status, _, body = ask(server, "GET", f"/f/{file}", token)
    check(status == 200 and body == data, f"{status}, {len(body)} bytes")
    check(server.stop() == 0, "does not end well")
