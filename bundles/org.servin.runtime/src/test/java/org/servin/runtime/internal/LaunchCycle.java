package org.servin.runtime.internal;

import java.util.Arrays;
import java.util.List;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.OomNotice;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Task;

/** Measures by hand: microseconds of the whole life of {@code true}, by step, and of an exec. Arguments: how often; {@code hostnet} to leave out the network namespace. */
final class LaunchCycle {
    private LaunchCycle() { }

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]);
        boolean hostNet = args.length > 1;
        long[][] times = new long[7][rounds];
        try (Box box = new Box()) {
            ServinRuntime runtime = new ServinRuntime();
            Task holder = runtime.launch(box.spec(List.of("sleep", "1000")));
            holder.start();
            for (int i = 0; i < rounds; i++) {
                LaunchSpec spec = box.spec(List.of("/bin/true"), c -> c.with(x -> {
                    if (hostNet) {
                        x.namespaces = new org.servin.spi.runtime.Namespaces(x.namespaces.pid(), org.servin.spi.runtime.Namespace.host(),
                                x.namespaces.ipc(), x.namespaces.uts(), x.namespaces.cgroup());
                    }
                }));
                long begin = System.nanoTime();
                Task task = runtime.launch(spec);
                long launched = System.nanoTime();
                task.start();
                long started = System.nanoTime();
                ((OomNotice) task).onOom(() -> { });
                long listening = System.nanoTime();
                Box.exit(task);
                long ended = System.nanoTime();
                task.release();
                task.destroy();
                long gone = System.nanoTime();
                RunningProcess added = holder.exec("e" + i, Box.process(List.of("/bin/true")));
                Box.exit(added);
                added.release();
                long exec = System.nanoTime();
                long[] marks = {launched - begin, started - launched, listening - started, ended - listening, gone - ended, gone - begin, exec - gone};
                for (int k = 0; k < marks.length; k++) {
                    times[k][i] = marks[k] / 1000;
                }
            }
            holder.destroy();
            runtime.close();
        }
        String[] names = {"launch", "start", "oom notice", "exit", "destroy", "whole life", "exec"};
        for (int k = 0; k < names.length; k++) {
            long[] late = Arrays.copyOfRange(times[k], rounds / 2, rounds);
            Arrays.sort(late);
            System.out.printf("%-10s median %6d  p90 %6d us%n", names[k], late[late.length / 2], late[late.length * 9 / 10]);
        }
    }
}
