package org.servin.itests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Resident memory of processes, from /proc. */
final class Memory {
    private Memory() { }

    /** MiB that all processes take whose command line contains all of these texts. */
    static double resident(String... parts) {
        return ProcessHandle.allProcesses().filter(p -> Stream.of(parts).allMatch(commandLine(p)::contains)).mapToDouble(Memory::resident).sum();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it ended meanwhile
        }
    }

    private static double resident(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(l -> l.startsWith("VmRSS:")).mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")) / 1024).sum();
        } catch (IOException e) {
            return 0; // it ended meanwhile
        }
    }
}
