package org.servin.linux.seccomp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The numbers of system calls. Immutable. */
public final class SystemCalls {
    private static final String TABLE = "syscalls.txt";
    /** The table's columns after the name. */
    private static final List<Architecture> COLUMNS = List.of(Architecture.X86_64, Architecture.X86, Architecture.X32, Architecture.AARCH64);
    private static final SystemCalls ALL = read();

    private final Map<Architecture, Map<String, Integer>> numbers = new EnumMap<>(Architecture.class);

    private SystemCalls() {
        COLUMNS.forEach(architecture -> numbers.put(architecture, new HashMap<>()));
    }

    /** The number by name, the architecture's offset added; empty if the architecture has no such call. */
    public static OptionalInt number(Architecture architecture, String name) {
        Integer number = ALL.numbers.get(architecture).get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static SystemCalls read() {
        SystemCalls calls = new SystemCalls();
        try (InputStream in = SystemCalls.class.getResourceAsStream(TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(calls::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLE, e);
        }
        return calls;
    }

    private void add(String line) {
        String[] fields = line.split(" ");
        for (int i = 0; i < COLUMNS.size(); i++) {
            String field = fields[i + 1];
            if (!field.equals("-")) {
                Architecture architecture = COLUMNS.get(i);
                numbers.get(architecture).put(fields[0], Integer.parseInt(field) + architecture.offset());
            }
        }
    }
}
