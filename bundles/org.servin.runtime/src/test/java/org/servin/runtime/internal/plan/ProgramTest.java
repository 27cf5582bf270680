package org.servin.runtime.internal.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProgramTest {
    @Test
    void isEncodedAsServinInitReadsIt() {
        Program program = new Program(List.of(Op.setns(1, 0x40000000L), Op.folder("/é"), Op.rlimit(7, -1, 2), Op.ids(1, 2, List.of(3, -1)), Op.seccomp(new byte[] {9})));
        String expected = "68000000" // bytes that follow
                + "02000000" + "08000000" + "01000000" + "00000040" // setns
                + "17000000" + "08000000" + "04000000" + "2fc3a900" // folder: four bytes with the NUL
                + "16000000" + "14000000" + "07000000" + "ffffffffffffffff" + "0200000000000000" // rlimit
                + "1a000000" + "14000000" + "01000000" + "02000000" + "08000000" + "03000000" + "ffffffff" // ids
                + "1c000000" + "08000000" + "01000000" + "09000000"; // seccomp
        assertEquals(expected, HexFormat.of().formatHex(program.encode()));
    }

    @Test
    void listsAreCountedAndEachTextIsFilledUp() {
        byte[] encoded = new Program(List.of(Op.exec(true, false, List.of("/a"), List.of("a", "bcd"), List.of()))).encode();
        assertArrayEquals(HexFormat.of().parseHex("01000000" + "01000000" + "03000000" + "2f610000" + "02000000" + "02000000" + "61000000" + "04000000" + "62636400"
                + "00000000"), Arrays.copyOfRange(encoded, 12, encoded.length));
    }

    @Test
    void codesAreThoseOfInitH() throws IOException {
        Matcher codes = Pattern.compile("enum \\{\\s*(OP_PIDFD = 1,[^}]*)}").matcher(Files.readString(Path.of("src/main/c/init.h")));
        codes.find();
        List<String> names = Arrays.stream(codes.group(1).split(",")).map(name -> name.strip().replace(" = 1", "")).toList();
        assertEquals(names, Arrays.stream(Op.Code.values()).map(code -> "OP_" + code.name()).toList());
    }

    @Test
    void refusesNulBytes() {
        assertThrows(IllegalArgumentException.class, () -> Op.hostname("a\0b"));
        assertThrows(IllegalArgumentException.class, () -> Op.exec(false, false, List.of("a"), List.of("a\0"), List.of()));
    }
}
