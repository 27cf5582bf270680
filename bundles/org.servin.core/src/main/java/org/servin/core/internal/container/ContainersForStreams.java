package org.servin.core.internal.container;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.Status;
import org.servin.core.internal.stream.ContainerLookup;

/** The containers' table as streams see it. */
@Component
public final class ContainersForStreams implements ContainerLookup {
    private final ContainerTable table;

    /** Shows that table. */
    @Activate
    public ContainersForStreams(@Reference ContainerTable table) {
        this.table = table;
    }

    @Override
    public Found find(String ref) {
        ContainerRecord record = table.find(ref).record();
        return new Found(record.id(), record.state().status(), record.config().tty(), record.config().openStdin(), record.config().stdinOnce(),
                table.logTarget(record), table.logDriver(record));
    }

    @Override
    public Optional<CompletionStage<Void>> ended(String containerId) {
        return table.get(containerId).flatMap(c -> c.exitedIf(Status::isAlive)).map(exited -> exited.thenAccept(result -> { }));
    }

    @Override
    public void attached(String containerId, boolean detached) {
        table.get(containerId).ifPresent(c -> table.events().publish(c.record(), detached ? "detach" : "attach"));
    }
}
