package org.servin.spi.log.option;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;

class TagTemplateTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String IMAGE = "sha256:" + "fedcba9876543210".repeat(4);

    /** A tag, and what dockerd 20.10.24 made of it: its text ({@code =}), or why it did not ({@code !}). */
    record Case(String tag, boolean refused, String result) { }

    static Stream<Case> dockerds() throws IOException {
        try (InputStream in = TagTemplateTest.class.getResourceAsStream("dockerd-tags.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split("\t")).map(parts -> new Case(parts[0], parts[1].equals("!"),
                    TagText.unquoted('"' + (parts.length > 2 ? parts[2] : "") + '"').replace("<FULLID>", ID).replace("<ID>", ID.substring(0, 12))
                            .replace("<IMAGE>", IMAGE).replace("<5>", ID.substring(0, 5)).replace("sha256:71737", IMAGE.substring(0, 12))));
        }
    }

    private static LogTarget target(String tag) {
        return new LogTarget(ID, "tagged-one", IMAGE, "busybox", List.of("sh", "-c", "echo x"), List.of("A=b", "C=d e"),
                Map.of("com.example", "v1", "foo", "bar"), 1_700_000_000_120_000_000L, Map.of("tag", tag), Path.of("/none"));
    }

    @ParameterizedTest
    @MethodSource("dockerds")
    void isWhatDockerdMakesOfIt(Case example) {
        if (example.refused()) {
            assertEquals(example.result(), assertThrows(ServinException.class, () -> TagTemplate.fill(example.tag(), target(example.tag()))).getMessage());
        } else {
            assertEquals(example.result(), TagTemplate.fill(example.tag(), target(example.tag())));
            assertDoesNotThrow(() -> TagTemplate.check(example.tag()));
        }
    }

    @Test
    void hasFieldsThatDependOnTheHostAndTheTime() throws IOException {
        assertEquals(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(), TagTemplate.fill("{{.Hostname}}", target("")));
        assertEquals("2023-11-14 22:13:20.12 +0000 UTC", TagTemplate.fill("{{.ContainerCreated}}", target("")));
        assertEquals("{map[tag:x] " + ID + " /tagged-one sh [-c echo x] " + IMAGE + " busybox 2023-11-14 22:13:20.12 +0000 UTC [A=b C=d e] map[com.example:v1 foo:bar]  docker}",
                TagTemplate.fill("{{.}}", target("x")));
    }

    @Test
    void isCheckedBeforeThereIsAContainer() {
        TagTemplate.check("{{index .ContainerArgs 3}}");
        TagTemplate.check("{{index (split .Name \"-\") 2}}");
        assertThrows(ServinException.class, () -> TagTemplate.check("{{upper .ContainerArgs}}"));
        assertThrows(ServinException.class, () -> TagTemplate.check("{{.Nope}}"));
        assertEquals("failed to initialize logging driver: template: log-tag:2:5: executing \"log-tag\" at <.Nope>: can't evaluate field Nope in type *logger.Info",
                assertThrows(ServinException.class, () -> TagTemplate.check("a\nbc {{.Nope}}")).getMessage());
        assertEquals("failed to initialize logging driver: template: log-tag:1: {{define}} cannot be used in a tag",
                assertThrows(ServinException.class, () -> TagTemplate.check("{{define \"x\"}}a{{end}}")).getMessage());
    }

    @Test
    void aTagThatIsEmptyIsNoAttribute() {
        assertEquals(Map.of(), LogAttributes.withTag(target("{{index .ContainerLabels \"none\"}}")));
        assertEquals(Map.of("tag", "v1"), LogAttributes.withTag(target("{{index .ContainerLabels \"com.example\"}}")));
    }

    /** Whatever is written, it is refused or carried out, and nothing else is thrown. */
    @Test
    void oddTextsAreRefusedOrCarriedOut() {
        String[] parts = {"{{", "}}", ".Name", " ", "|", "(", ")", "\"a\"", "'", "`", "$x", ":=", "if", "else", "end", "with", "range", "index", "1", "-", ".", "\\", "printf \"%", "{{- ", " -}}", ",", "/*", "*/", "é", "\n", "truncate"};
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder tag = new StringBuilder("{{");
            for (int k = random.nextInt(10); k >= 0; k--) {
                tag.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? " " : "");
            }
            tag.append(random.nextBoolean() ? "}}" : "");
            try {
                TagTemplate.fill(tag.toString(), target(""));
            } catch (ServinException refused) {
                assertEquals(true, refused.getMessage().startsWith("failed to initialize logging driver: template: log-tag:"), tag.toString());
            }
        }
    }
}
