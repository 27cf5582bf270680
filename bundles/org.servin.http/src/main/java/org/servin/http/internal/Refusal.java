package org.servin.http.internal;

import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/** Answers to connections of which no request is waited for any more. */
enum Refusal {
    /** In the words of Go's servers, which the docker command explains. */
    NOT_ENCRYPTED("400 Bad Request", "Client sent an HTTP request to an HTTPS server."),
    SLOW_HEAD("408 Request Timeout", "the request did not come"),
    NO_ROOM("431 Request Header Fields Too Large", "the request is too large for now"),
    TOO_MANY("503 Service Unavailable", "there are too many connections");

    private final byte[] answer;

    Refusal(String status, String message) {
        String body = "{\"message\":\"" + message + "\"}\n";
        answer = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends it, and then says that nothing will follow. The client's own end closes the connection. */
    void send(EndPoint to) {
        try {
            to.write(Callback.from(to::shutdownOutput, to::close), ByteBuffer.wrap(answer));
        } catch (WritePendingException e) {
            to.close(e);
        }
    }
}
