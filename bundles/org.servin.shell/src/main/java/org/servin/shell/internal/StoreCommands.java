package org.servin.shell.internal;

import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.image.StoreCheck;
import org.servin.image.StoreCheck.Damage;
import org.servin.image.StoreCheck.Report;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Commands about the store of images. */
@Component(service = StoreCommands.class, property = {"osgi.command.scope=servin", "osgi.command.function=fsck"})
public final class StoreCommands {
    /** As fsck(8) has them. */
    static final int WHOLE = 0;
    static final int REPAIRED = 1;
    static final int DAMAGED = 4;
    private final StoreCheck store;

    /** Checks this store. */
    @Activate
    public StoreCommands(@Reference StoreCheck store) {
        this.store = store;
    }

    /** Checks and repairs; says what is looked at, and what was found. */
    @Descriptor("compares all images with their digests, and has again what is damaged. Status: 0 nothing was, 1 all is repaired, 4 something is not")
    public ExitStatus fsck(CommandSession session,
            @Descriptor("only look") @Parameter(names = {"-n", "--dry-run"}, absentValue = "false", presentValue = "true") boolean dry) {
        PrintStream out = session.getConsole();
        Report report = store.check(!dry, line -> say(out, line));
        report.damages().forEach(damage -> say(out, "damaged: " + damage));
        say(out, report.images() + " images, " + report.contents() + " contents, " + report.layers() + " unpacked layers: " + (report.damages().isEmpty() ? "nothing is damaged"
                : report.damages().size() + " damaged, " + report.damages().stream().filter(Damage::repaired).count() + " repaired"));
        if (report.damages().isEmpty()) {
            return new ExitStatus(WHOLE);
        }
        return new ExitStatus(report.damages().stream().allMatch(Damage::repaired) ? REPAIRED : DAMAGED);
    }

    private static void say(PrintStream out, String line) {
        out.println(line);
        if (out.checkError()) {
            throw new ServinException(ErrorKind.CANCELLED, "the client has left");
        }
    }
}
