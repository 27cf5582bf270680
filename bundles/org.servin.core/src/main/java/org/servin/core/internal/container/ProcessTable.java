package org.servin.core.internal.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.servin.core.container.Status;
import org.servin.core.container.TopResult;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Lists a container's processes by the host's ps(1), since its options are what clients pass on. */
final class ProcessTable {
    private static final Pattern RENAMED_PID = Pattern.compile("\\s+(\\w*)=\\s*(PID\\b)|-o\\s*pid=");
    private static final long SECONDS = 10;
    private final ContainerTable table;

    ProcessTable(ContainerTable table) {
        this.table = table;
    }

    TopResult top(String ref, String psArgs) {
        String arguments = psArgs == null || psArgs.isBlank() ? "-ef" : psArgs;
        Matcher renamed = RENAMED_PID.matcher(arguments);
        if (renamed.find() && renamed.group(1) != null && !renamed.group(1).equals("pid")) {
            throw new ServinException(ErrorKind.INTERNAL, "specifying \"" + renamed.group(1) + "=" + renamed.group(2) + "\" is not allowed");
        }
        Container container = table.find(ref);
        if (container.status() == Status.RESTARTING) {
            throw Wording.restarting(container.id());
        }
        Set<Integer> pids = Set.copyOf(container.running().task().pids());
        TopResult result = parse(ps(arguments), pids);
        table.events().publish(container.record(), "top");
        return result;
    }

    private static String ps(String arguments) {
        List<String> command = new ArrayList<>(List.of("ps"));
        command.addAll(Arrays.asList(arguments.trim().split("\\s+")));
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new ServinException(ErrorKind.TIMEOUT, "Error running ps: no answer within " + SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                String first = errors.join().lines().filter(l -> !l.isBlank()).findFirst().orElse("exit status " + process.exitValue());
                throw new ServinException(ErrorKind.INTERNAL, "ps: " + first);
            }
            return output.join();
        } catch (IOException e) {
            throw ServinException.internal("Error running ps: " + e.getMessage(), e);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted while running ps", stop);
        }
    }

    private static String read(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Keeps the rows of the given processes. The last column takes the rest of the line. */
    static TopResult parse(String output, Set<Integer> pids) {
        List<String> lines = output.lines().filter(l -> !l.isBlank()).toList();
        List<String> titles = lines.isEmpty() ? List.of() : words(lines.get(0));
        int pidColumn = titles.indexOf("PID");
        if (pidColumn < 0) {
            throw new ServinException(ErrorKind.INTERNAL, "Couldn't find PID field in ps output");
        }
        List<List<String>> rows = new ArrayList<>();
        boolean before = false;
        for (String line : lines.subList(1, lines.size())) {
            List<String> words = words(line);
            boolean thread = words.size() > pidColumn && words.get(pidColumn).equals("-"); // ps -m: a thread of the process before
            before = thread ? before : words.size() > pidColumn && pids.contains(pid(words.get(pidColumn), line));
            if (before) {
                rows.add(fit(words, titles.size()));
            }
        }
        return new TopResult(titles, rows);
    }

    private static int pid(String word, String line) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new ServinException(ErrorKind.INTERNAL, "Unexpected pid '" + word + "' in: " + line, e);
        }
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.trim().split("\\s+"));
    }

    private static List<String> fit(List<String> words, int columns) {
        if (words.size() <= columns) {
            return words;
        }
        List<String> row = new ArrayList<>(words.subList(0, columns - 1));
        row.add(words.stream().skip(columns - 1).collect(Collectors.joining(" ")));
        return row;
    }
}
