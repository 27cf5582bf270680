package org.servin.itests.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Plays the same work on Servin and on dockerd in turn, and on Servin and the kernel's floor in turn, and prints medians, ratios and whether each bound of the
 * project is kept.
 *
 * <p>Arguments: Servin's socket, dockerd's socket, rounds, {@code whole} or {@code quick}, which leaves out the crowd and the 500 containers, and the command that
 * starts the floor.
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
        int count = Integer.parseInt(args[2]);
        boolean whole = args[3].equals("whole");
        benchmark.warmUp();
        double floor = benchmark.besideFloor(count, Arrays.asList(args).subList(4, args.length));
        benchmark.besideDocker(count);
        if (whole) {
            benchmark.crowds();
        }
        benchmark.print(floor, whole);
    }

    private void warmUp() throws Exception {
        Round us = new Round(servin, ours);
        for (int i = 0; i < WARM_UP; i++) {
            us.life();
            us.inside();
        }
        ours.clear();
        String work = servin.getParent() + "/"; // other engines may run on this machine
        ours.add("engine, MiB", Memory.resident("servin.home=", work));
        theirs.add("engine, MiB", Memory.resident("dockerd ", work) + Memory.resident("containerd ", work));
    }

    /** Gives the ratio of a life to the floor, each one's median. In turn, since both slow down alike when the kernel is still busy with what ended before. */
    private double besideFloor(int count, List<String> command) throws Exception {
        Figures alone = new Figures();
        Round us = new Round(servin, alone);
        try (Floor floor = new Floor(command)) {
            for (int i = 0; i < count; i++) {
                alone.add("floor", floor.life());
                us.life();
            }
        }
        ours.add("floor", alone.median("floor"));
        ours.add("life alone", alone.median("life"));
        return alone.median("life") / alone.median("floor");
    }

    private void besideDocker(int count) throws Exception {
        Round us = new Round(servin, ours);
        Round them = new Round(docker, theirs);
        for (int i = 0; i < count; i++) {
            us.life();
            them.life();
            us.inside();
            them.inside();
        }
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

    private void print(double toFloor, boolean whole) {
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
        System.out.printf(Locale.ROOT, "%-18s%12.2f%12.2f%12.2f%10s%n", "life / floor", ours.median("life alone"), ours.median("floor"), toFloor, verdict(toFloor, 3));
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
