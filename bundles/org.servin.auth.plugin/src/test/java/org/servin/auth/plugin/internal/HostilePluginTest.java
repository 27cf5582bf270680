package org.servin.auth.plugin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Verdict;

/** What is no HTTP, or is too much of it. */
@Timeout(60)
class HostilePluginTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    @TempDir
    Path folder;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(folder.resolve("run"));
    }

    private interface Sender {
        void send(OutputStream out) throws IOException;
    }

    private Verdict judged(Sender sender) throws IOException {
        try (FakePlugin plugin = FakePlugin.reacting(folder.resolve("run/p.sock"), (asked, out) -> {
            if (asked.path().equals("/Plugin.Activate")) {
                FakePlugin.send(out, FakePlugin.AUTHZ);
                return true;
            }
            sender.send(out);
            return false;
        })) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
            try {
                return driver.judge(Requests.get("/x"));
            } finally {
                driver.close();
                assertTrue(plugin.introductions() > 0);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String failure(Sender sender) {
        return assertThrows(ServinException.class, () -> judged(sender)).getMessage().replaceAll("Post \"[^\"]*\": ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        OK + "Content-Length: 14\r\n\r\n{\"Allow\":true}",
        OK + "content-length:14\n\n{\"Allow\":true}",
        "HTTP/1.0 200\r\n\r\n{\"Allow\":true}",
        OK + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"All\r\n9;x=y\r\now\":true}\r\n0\r\nTrailer: x\r\n\r\n",
        OK + "Connection: close\r\n\r\n{\"Allow\":true}",
        "HTTP/1.1 100 Continue\r\n\r\n" + OK + "Content-Length: 14\r\n\r\n{\"Allow\":true}"})
    void takesAllFormsOfAnAnswer(String answer) throws IOException {
        assertTrue(judged(out -> out.write(bytes(answer))).allowed());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\n\n\n", "HTTP/2 200 OK\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 200 OK", OK + "no header\r\n\r\n", OK + "Content-Length: 15\r\n\r\n{\"Allow\":true}",
        OK + "Content-Length: -1\r\n\r\n{\"Allow\":true}", OK + "Content-Length: 99999999999999999999\r\n\r\n", OK + "Content-Length: 11000000\r\n\r\n",
        OK + "Content-Length: 14\r\nContent-Length: 2\r\n\r\n{\"Allow\":true}", OK + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n", OK + "Transfer-Encoding: chunked\r\n\r\nx\r\n",
        OK + "Transfer-Encoding: chunked\r\n\r\ne\r\n{\"Allow\":true}XX0\r\n\r\n", OK + "Transfer-Encoding: chunked\r\n\r\ne\r\n{\"Allow\":true}\r\n"})
    void whatIsNoAnswerAllowsNothing(String answer) {
        assertThrows(ServinException.class, () -> judged(out -> out.write(bytes(answer))));
    }

    @Test
    void takesNoMoreThanSomeMegabytes() {
        byte[] much = new byte[1 << 20];
        assertEquals("plugin p failed with error: the answer is larger than 10485760 bytes", failure(out -> {
            out.write(bytes("HTTP/1.1 200 OK\r\n\r\n"));
            while (true) {
                out.write(much);
            }
        }));
        assertEquals("plugin p failed with error: the answer is larger than 10485760 bytes", failure(out -> {
            out.write(bytes(OK + "Transfer-Encoding: chunked\r\n\r\n"));
            while (true) {
                out.write(bytes("100000\r\n"));
                out.write(much);
                out.write(bytes("\r\n"));
            }
        }));
    }

    @Test
    void takesNoEndlessHead() {
        assertEquals("plugin p failed with error: net/http: server response headers exceeded 256 lines", failure(out -> {
            out.write(bytes(OK));
            while (true) {
                out.write(bytes("a: b\r\n"));
            }
        }));
        assertEquals("plugin p failed with error: net/http: server response headers exceeded 16384 bytes", failure(out -> {
            while (true) {
                out.write(bytes("aaaaaaaaaaaaaaaaaaaaaaaaaa"));
            }
        }));
        assertEquals("plugin p failed with error: net/http: too many 1xx informational responses", failure(out -> {
            while (true) {
                out.write(bytes("HTTP/1.1 100 Continue\r\n\r\n"));
            }
        }));
    }

    @Test
    void deepNestingAllowsNothing() throws IOException {
        String deep = "{\"x\":" + "[".repeat(200_000);
        assertTrue(failure(out -> FakePlugin.send(out, deep)).startsWith("plugin p failed with error: "));
        assertEquals("authorization denied by plugin p: " + "x".repeat(65536) + "\u2026", judged(out -> FakePlugin.send(out, "{\"Msg\":\"" + "x".repeat(1 << 20) + "\"}")).reason());
    }
}
