package org.servin.image.internal.manifest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.servin.spi.ServinException;

/**
 * An operating system and a processor, in Go's names.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant such as {@code v8}; empty for none
 */
public record Platform(String os, String architecture, String variant) {
    /** Brings synonyms to one form. */
    public Platform {
        os = os.toLowerCase(Locale.ROOT);
        String given = architecture.toLowerCase(Locale.ROOT);
        architecture = switch (given) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386", "i686", "x86" -> "386";
            case "armhf", "armel" -> "arm";
            default -> given;
        };
        variant = variant.toLowerCase(Locale.ROOT);
        if (architecture.equals("arm") && variant.isEmpty()) {
            variant = given.equals("armel") ? "v6" : "v7";
        }
        if (architecture.equals("arm64") && (variant.equals("8") || variant.equals("v8")) || architecture.equals("amd64") && variant.equals("v1")) {
            variant = "";
        }
    }

    /** This machine's. */
    public static Platform host() {
        return new Platform("linux", System.getProperty("os.arch"), "");
    }

    /** Parses {@code os[/arch[/variant]]} or {@code arch}; empty means the host's. */
    public static Platform parse(Optional<String> text) {
        if (text.isEmpty() || text.get().isBlank()) {
            return host();
        }
        String[] parts = text.get().split("/", -1);
        for (String part : parts) {
            if (!part.matches("[A-Za-z0-9_.-]+")) {
                throw ServinException.invalid("\"" + part + "\" is an invalid component of \"" + text.get() + "\": platform specifier component must match \"^[A-Za-z0-9_-]+$\": invalid argument");
            }
        }
        if (parts.length > 3) {
            throw ServinException.invalid("\"" + text.get() + "\": cannot parse platform specifier: invalid argument");
        }
        if (parts.length == 1) {
            boolean isOs = List.of("linux", "windows", "darwin", "freebsd").contains(parts[0].toLowerCase(Locale.ROOT));
            return isOs ? new Platform(parts[0], host().architecture, host().variant) : new Platform("linux", parts[0], "");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    /** How well another platform's programs run here: 0 for not at all, more is better. */
    public int runs(Platform other) {
        if (!os.equals(other.os) || !architecture.equals(other.architecture)) {
            return 0;
        }
        if (variant.equals(other.variant)) {
            return 100;
        }
        int mine = level(variant);
        int theirs = level(other.variant);
        return theirs <= mine ? 1 + theirs : 0;
    }

    private static int level(String variant) {
        return variant.matches("v[0-9]") ? variant.charAt(1) - '0' : 0;
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
