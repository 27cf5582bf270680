package org.servin.runtime.internal.cgroup;

import java.util.ArrayList;
import java.util.List;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.DeviceRule;
import org.servin.spi.runtime.Resources;

/** Controller {@code devices} of version 1: rules are written in order, each changes what the group may do. */
final class DevicesV1 implements Controller {
    @Override
    public String name() {
        return "devices";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.devices().ifPresent(rules -> {
            // Rules of one kind that follow each other go through one open file: a container starts with a dozen.
            List<String> run = new ArrayList<>();
            boolean allow = true;
            for (DeviceRule rule : rules) {
                if (rule.allow() != allow) {
                    flush(group, writer, allow, run);
                    allow = rule.allow();
                }
                run.add(text(rule));
            }
            flush(group, writer, allow, run);
        });
    }

    private static void flush(CgroupFolder group, Writer writer, boolean allow, List<String> run) {
        if (!run.isEmpty()) {
            writer.writeEach(group, allow ? "devices.allow" : "devices.deny", run);
            run.clear();
        }
    }

    private static String text(DeviceRule rule) {
        if (rule.type() == 'a') {
            return "a";
        }
        return rule.type() + " " + number(rule.major()) + ":" + number(rule.minor()) + " " + rule.access();
    }

    private static String number(long number) {
        return number < 0 ? "*" : Long.toString(number);
    }
}
