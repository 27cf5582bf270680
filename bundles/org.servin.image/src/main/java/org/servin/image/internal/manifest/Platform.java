package org.servin.image.internal.manifest;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.ServinException;

/**
 * An operating system and a processor, in Go's names.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant such as {@code v8}; empty for none
 */
public record Platform(String os, String architecture, String variant) {
    private static final Set<String> SYSTEMS = Set.of("aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd",
            "plan9", "solaris", "windows", "zos");
    private static final Set<String> PROCESSORS = Set.of("386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle", "mips64",
            "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm");

    /** Brings synonyms to one form. */
    public Platform {
        os = os.equalsIgnoreCase("macos") ? "darwin" : os.toLowerCase(Locale.ROOT);
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
        if (text.get().contains("*")) {
            throw ServinException.invalid("\"" + text.get() + "\": wildcards not yet supported: invalid argument");
        }
        String[] parts = text.get().split("/", -1);
        for (String part : parts) {
            if (!part.matches("[A-Za-z0-9_-]+")) {
                throw ServinException.invalid("\"" + part + "\" is an invalid component of \"" + text.get() + "\": platform specifier component must match \"^[A-Za-z0-9_-]+$\": invalid argument");
            }
        }
        if (parts.length > 3) {
            throw ServinException.invalid("\"" + text.get() + "\": cannot parse platform specifier: invalid argument");
        }
        if (parts.length == 1) {
            return ofOne(text.get());
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    private static Platform ofOne(String word) {
        Platform system = new Platform(word, host().architecture, host().variant);
        if (SYSTEMS.contains(system.os)) {
            return system;
        }
        Platform processor = new Platform("linux", word, "");
        if (PROCESSORS.contains(processor.architecture)) {
            return processor;
        }
        throw ServinException.invalid("\"" + word + "\": unknown operating system or architecture: invalid argument");
    }

    /** Whether an image of another platform is what was asked for: the variant counts only where one was named. */
    public boolean isMetBy(Platform image) {
        return os.equals(image.os) && architecture.equals(image.architecture) && (variant.isEmpty() || variant.equals(image.variant) || architecture.equals("amd64"));
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
