package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GlobTest {
    private static Answer matches(String pattern, String text) {
        return Glob.of(pattern).matches(text);
    }

    @Test
    void starsTakeAnythingAlsoLineEndsSlashesAndNothing() {
        assertEquals(Answer.YES, matches("*", ""));
        assertEquals(Answer.YES, matches("a*c", "ac"));
        assertEquals(Answer.YES, matches("a*c", "a/b\nb\0c"));
        assertEquals(Answer.NO, matches("a*c", "a/b\nb\0cd"));
        assertEquals(Answer.YES, matches("**a**", "xay"));
        assertEquals(Answer.NO, matches("web", "web\n"));
        assertEquals(Answer.NO, matches("web", "web\0"));
    }

    @Test
    void questionMarksTakeOneCharacterOfUnicode() {
        assertEquals(Answer.YES, matches("?", "\uD83D\uDE00"));
        assertEquals(Answer.NO, matches("??", "\uD83D\uDE00"));
        assertEquals(Answer.NO, matches("?", ""));
    }

    @Test
    void whatLooksLikeItIsNotIt() {
        assertEquals(Answer.NO, matches("admin", "Admin"));
        assertEquals(Answer.NO, matches("admin*", "\u0430dmin")); // Cyrillic
        assertEquals(Answer.NO, matches("caf\u00e9", "cafe\u0301")); // composed and not
        assertEquals(Answer.NO, matches("admin", "admin\u200b"));
    }

    @Test
    void backslashesTakeCharactersAsTheyAre() {
        assertEquals(Answer.YES, matches("a\\*", "a*"));
        assertEquals(Answer.NO, matches("a\\*", "ab"));
        assertEquals(Answer.YES, matches("a\\\\?", "a\\x"));
        assertThrows(IllegalArgumentException.class, () -> Glob.of("a\\"));
        assertThrows(IllegalArgumentException.class, () -> Glob.of(""));
        assertThrows(IllegalArgumentException.class, () -> Glob.of("a".repeat(Glob.MAX_PATTERN + 1)));
    }

    @Test
    void whatIsTooLongIsNeither() {
        assertEquals(Answer.UNKNOWN, matches("a*", "a".repeat(Glob.MAX_TEXT + 1)));
        assertEquals(Answer.YES, matches("*", "a".repeat(Glob.MAX_TEXT + 1)));
        assertEquals(Answer.NO, matches("a", "a".repeat(Glob.MAX_TEXT + 1)));
        assertEquals(Answer.YES, matches("a*", "a".repeat(Glob.MAX_TEXT)));
    }

    @Test
    void manyStarsTakeNoLongTime() {
        Glob glob = Glob.of("*a".repeat(Glob.MAX_PATTERN / 2 - 1) + "*b");
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertEquals(Answer.NO, glob.matches("a".repeat(Glob.MAX_TEXT))));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars('a', 'b', '*', '?', '.', '\n').ofMinLength(1).ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', 'b', '.', '\n', '*').ofMaxLength(10);
    }

    @Property(tries = 20_000)
    void matchesAsAnExpressionDoes(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        StringBuilder expression = new StringBuilder();
        pattern.chars().forEach(c -> expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c))));
        assertEquals(Answer.of(Pattern.compile(expression.toString(), Pattern.DOTALL).matcher(text).matches()), matches(pattern, text));
    }
}
