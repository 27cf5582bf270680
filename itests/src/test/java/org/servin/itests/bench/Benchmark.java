package org.servin.itests.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Plays the same work on Servin and on dockerd in turn, and prints medians, ratios and whether each bound of the project is kept.
 *
 * <p>Arguments: Servin's socket, dockerd's socket, the floor's output file, rounds, and {@code quick} to leave out the crowd and the 500 containers.
 */
public final class Benchmark {
    /** An engine lives for weeks: what is measured is how it is then, not the first minute of a virtual machine. */
    private static final int WARM_UP = 40;
    private final Path servin;
    private final Path docker;
    private final Figures ours = new Figures();
    private final Figures theirs = new Figures();

    private Benchmark(Path servin, Path docker) {
        this.servin = servin;
        this.docker = docker;
    }

    public static void main(String[] args) throws Exception {
        Benchmark benchmark = new Benchmark(Path.of(args[0]), Path.of(args[1]));
        double floor = Files.readAllLines(Path.of(args[2])).stream().mapToDouble(Double::parseDouble).sorted().skip(Files.readAllLines(Path.of(args[2])).size() / 2).findFirst().orElseThrow() / 1000;
        benchmark.rounds(Integer.parseInt(args[3]));
        boolean whole = args.length < 5;
        if (whole) {
            benchmark.crowds();
        }
        benchmark.print(floor, whole);
    }

    private void rounds(int count) throws Exception {
        Round us = new Round(servin, ours);
        Round them = new Round(docker, theirs);
        for (int i = 0; i < WARM_UP; i++) {
            us.life();
            us.inside();
        }
        ours.clear();
        String work = servin.getParent() + "/"; // other engines may run on this machine
        double restUs = Memory.resident("servin.home=", work);
        double restThem = Memory.resident("dockerd ", work) + Memory.resident("containerd ", work);
        for (int i = 0; i < count; i++) {
            us.life();
            them.life();
            us.inside();
            them.inside();
        }
        ours.add("engine, MiB", restUs);
        theirs.add("engine, MiB", restThem);
    }

    private void crowds() throws Exception {
        crowd(servin, ours, "servin-init");
        crowd(docker, theirs, "containerd-shim");
    }

    private static void crowd(Path socket, Figures figures, String keeper) throws Exception {
        Round round = new Round(socket, figures);
        double before = Memory.resident(keeper);
        List<String> running = round.crowd(80, 8);
        figures.add("a container, MiB", (Memory.resident(keeper) - before) / running.size());
        round.remove(running);
        List<String> stopped = round.stopped(500);
        round.listLong();
        round.remove(stopped);
    }

    private void print(double floor, boolean whole) {
        System.out.printf(Locale.ROOT, "%-18s%12s%12s%12s%10s%n", "", "servin", "dockerd", "ratio", "bound");
        line("life", 0.1);
        for (String part : List.of("create", "start", "wait", "remove")) {
            line(part, Double.NaN);
        }
        line("exec", 0.2);
        line("ping", 1);
        line("inspect", 1);
        line("list", 1);
        if (whole) {
            line("list of 500", 1);
            line("crowd, a second", -8);
            line("a container, MiB", Double.NaN);
        }
        line("engine, MiB", 1);
        double life = ours.median("life");
        System.out.printf(Locale.ROOT, "%-18s%12.2f%12.2f%12.2f%10s%n", "life / floor", life, floor, life / floor, verdict(life / floor, 3));
    }

    /** A negative bound is one that the ratio must reach, a positive one that it must not pass. */
    private void line(String name, double bound) {
        double us = ours.median(name);
        double them = theirs.median(name);
        System.out.printf(Locale.ROOT, "%-18s%12.2f%12.2f%12.3f%10s%n", name, us, them, us / them, verdict(us / them, bound));
    }

    private static String verdict(double ratio, double bound) {
        if (Double.isNaN(bound)) {
            return "";
        }
        boolean kept = bound < 0 ? ratio >= -bound : ratio <= bound;
        return (bound < 0 ? ">=" + -bound : "<=" + bound) + (kept ? "" : " MISSED");
    }
}
