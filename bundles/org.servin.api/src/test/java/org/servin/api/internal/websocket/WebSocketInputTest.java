package org.servin.api.internal.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketInputTest {
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private boolean closed;

    private WebSocketInput input(String hex) {
        return input(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private WebSocketInput input(byte[] bytes) {
        return new WebSocketInput(new ByteArrayInputStream(bytes), new WebSocketOutput(answers, true), () -> closed = true);
    }

    /** A masked frame. */
    private static byte[] frame(int first, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (data.length < 126) {
            out.write(0x80 | data.length);
        } else if (data.length < 1 << 16) {
            out.writeBytes(new byte[] {(byte) 0xfe, (byte) (data.length >> 8), (byte) data.length});
        } else {
            out.writeBytes(new byte[] {(byte) 0xff, 0, 0, 0, 0, (byte) (data.length >> 24), (byte) (data.length >> 16), (byte) (data.length >> 8), (byte) data.length});
        }
        out.writeBytes(MASK);
        for (int i = 0; i < data.length; i++) {
            out.write(data[i] ^ MASK[i & 3]);
        }
        return out.toByteArray();
    }

    private String answered() {
        return HexFormat.of().formatHex(answers.toByteArray());
    }

    @Test
    void unmasksTheExampleOfTheSpecification() throws IOException {
        assertEquals("Hello", new String(input("818537fa213d7f9f4d5158").readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("", answered());
    }

    @Test
    void putsPiecesTogetherAndAnswersPingsBetweenThem() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(frame(0x01, "Hel".getBytes(StandardCharsets.UTF_8)));
        sent.writeBytes(frame(0x89, "hm".getBytes(StandardCharsets.UTF_8)));
        sent.writeBytes(frame(0x8a, new byte[0]));
        sent.writeBytes(frame(0x00, new byte[0]));
        sent.writeBytes(frame(0x80, "lo".getBytes(StandardCharsets.UTF_8)));
        assertEquals("Hello", new String(input(sent.toByteArray()).readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("8a02686d", answered());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "125", "126", "127", "65535", "65536", "200001"})
    void takesMessagesOfAnyLength(int length) throws IOException {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 31);
        }
        assertArrayEquals(data, input(frame(0x82, data)).readAllBytes());
    }

    @Test
    void aCloseIsAnsweredAndEndsTheInput() throws IOException {
        WebSocketInput input = input("8882 37fa213d 3412 818537fa213d7f9f4d5158");
        assertEquals(-1, input.read());
        assertEquals("880203e8", answered());
        input.close();
        assertTrue(closed);
        assertEquals(-1, input.read());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "810548656c6c6f, not masked",
        "c18537fa213d7f9f4d5158, a reserved bit",
        "838037fa213d, an unknown kind of data",
        "8b8037fa213d, an unknown kind of control",
        "098037fa213d, a ping in pieces",
        "89fe007e37fa213d, a long ping",
        "808037fa213d, a continuation of nothing",
        "018037fa213d818037fa213d, a message within a message",
        "82ff800000000000000037fa213d, a negative length"})
    void whoBreaksTheProtocolIsTold(String hex, String what) throws IOException {
        assertEquals(-1, input(hex).read(), what);
        assertEquals("880203ea", answered());
    }

    @ParameterizedTest
    @CsvSource({"81", "8185", "818537fa", "818537fa213d7f", "89", "898537fa213d7f"})
    void aClientMayLeaveAnywhere(String hex) {
        assertThrows(EOFException.class, () -> input(hex).readAllBytes());
        assertEquals("", answered());
    }

    @Test
    void nothingIsSentAfterTheLastFrame() throws IOException {
        WebSocketOutput output = new WebSocketOutput(answers, false);
        output.write(null, "xHix".getBytes(StandardCharsets.UTF_8), 1, 2);
        output.close(CloseStatus.NORMAL);
        output.close(CloseStatus.PROTOCOL_ERROR);
        assertThrows(IOException.class, () -> output.write(null, new byte[1], 0, 1));
        assertEquals("81024869880203e8", answered());
    }

    @ParameterizedTest
    @CsvSource({"125, 827d", "126, 827e007e", "65535, 827effff", "65536, 827f0000000000010000"})
    void headsHaveTheShortestForm(int length, String head) throws IOException {
        new WebSocketOutput(answers, true).write(null, new byte[length], 0, length);
        assertEquals(head, answered().substring(0, head.length()));
        assertEquals(head.length() / 2 + length, answers.size());
    }
}
