package org.servin.audit.jsonl.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Target;

class AuditLineTest {
    private static final ObjectMapper JSON = new ObjectMapper().configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);

    /** Fails unless it is one whole line in UTF-8. */
    private static String text(byte[] line) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        assertEquals(text.length() - 1, text.indexOf('\n'));
        return text;
    }

    @Test
    void saysWhoWhatAndWhatCameOfIt() throws IOException {
        assertEquals("{\"time\":\"2026-01-02T03:04:05.120000Z\",\"result\":\"denied\",\"who\":{\"name\":\"alice\",\"groups\":[\"docker\",\"staff\"],\"method\":\"peer\"},"
                + "\"from\":{\"transport\":\"unix\",\"uid\":1000,\"gid\":4294967295,\"pid\":77},\"method\":\"POST\",\"uri\":\"/v1.41/containers/create?name=web\","
                + "\"action\":\"container.create\",\"target\":{\"kind\":\"container\",\"id\":\"0123abc\",\"names\":[\"web\",\"db/web\"]},\"driver\":\"policy\","
                + "\"rule\":\"no-privileged\",\"reason\":\"it is privileged\"}\n", text(AuditLine.of(Decisions.of("/v1.41/containers/create?name=web", "it is privileged"))));
    }

    @Test
    void leavesOutWhatIsEmpty() throws IOException {
        AuditRecord unknown = new AuditRecord(Decisions.TIME, new Caller("tcp", "192.0.2.1:4711", List.of(), Map.of()), Optional.empty(), "GET", "/info", "", Target.NONE,
                AuditRecord.Result.UNAUTHENTICATED, "", "", "");
        assertEquals("{\"time\":\"2026-01-02T03:04:05.120000Z\",\"result\":\"unauthenticated\",\"from\":{\"transport\":\"tcp\",\"address\":\"192.0.2.1:4711\"},"
                + "\"method\":\"GET\",\"uri\":\"/info\"}\n", text(AuditLine.of(unknown)));
    }

    @Test
    void hasNoHeadersAndNoLabels() throws IOException {
        String line = text(AuditLine.of(Decisions.of("/", "")));
        assertFalse(line.contains("hidden"), line);
        assertFalse(line.contains("label"), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "\"}\n{\"time\":\"x\",\"result\":\"allowed\"}\n", "\\", "\\\"", "\0", "\u001b[2K\u001b[1Aallowed", "\u007f\u0085", "\u2028\u2029", "\u202egnp",
        "\ufeff", "j\u00f6rg \ud83d\ude00", "\ue000", "\udbff\udfff", "</script>"})
    void noTextBreaksALine(String hostile) throws IOException {
        String line = text(AuditLine.of(Decisions.of(hostile, hostile, new Target(hostile, hostile, List.of(hostile), Map.of()), hostile)));
        JsonNode read = JSON.readTree(line);
        assertEquals(hostile, read.at("/uri").textValue());
        assertEquals(hostile, read.at("/reason").textValue());
        assertEquals(hostile, read.at("/who/name").textValue());
        assertEquals(hostile, read.at("/target/names/0").textValue());
        assertEquals("denied", read.at("/result").textValue());
        assertTrue(line.strip().codePoints().allMatch(c -> c >= ' ' && c != 0x7f && Character.getType(c) != Character.FORMAT && Character.getType(c) != Character.CONTROL
                && Character.getType(c) != Character.LINE_SEPARATOR), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "\udc00\ud800", "x\ud800y"})
    void whatIsNoCharacterIsReplaced(String hostile) throws IOException {
        assertEquals(hostile.replace('\ud800', '\ufffd').replace('\udc00', '\ufffd'), JSON.readTree(text(AuditLine.of(Decisions.of(hostile, "")))).at("/uri").textValue());
    }

    @Test
    void whatIsTooLongIsCutAndSaysSo() throws IOException {
        String huge = "\ud83d\ude00".repeat(1_000_000);
        byte[] line = AuditLine.of(Decisions.of(huge, huge, new Target("image", huge, Collections.nCopies(10_000, "n"), Map.of()), "\0".repeat(1_000_000)));
        assertTrue(line.length < 200_000, () -> line.length + " bytes");
        JsonNode read = JSON.readTree(text(line));
        assertEquals("\ud83d\ude00".repeat(2048) + "\u2026 (cut, 2000000 characters in all)", read.at("/uri").textValue());
        assertEquals(65, read.at("/target/names").size());
        assertEquals("\u2026 9936 more", read.at("/target/names/64").textValue());
    }

    @Test
    void aGapSaysHowMuchIsMissing() throws IOException {
        JsonNode read = JSON.readTree(text(AuditLine.lost(12)));
        assertEquals("lost", read.at("/result").textValue());
        assertEquals(12, read.at("/lost").intValue());
    }
}
