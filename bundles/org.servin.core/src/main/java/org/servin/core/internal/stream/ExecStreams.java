package org.servin.core.internal.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.stream.StreamSession;
import org.servin.linux.io.Descriptors;
import org.servin.spi.log.LogSource;
import org.servin.spi.runtime.RunningProcess;

/** Streams of execs. */
@Component(service = ProcessSessions.class)
public final class ExecStreams implements ProcessSessions {
    private static final int DISCARD_AT_ONCE = 64 * 1024;

    private final Poller poller;
    private final byte[] discarded = new byte[DISCARD_AT_ONCE];
    private final Map<RunningProcess, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

    /** Shares the pump's thread, for output that is thrown away. */
    @Activate
    public ExecStreams(@Reference OutputPump pump) {
        this.poller = pump.poller();
    }

    @Override
    public byte[] detachKeys(String detachKeys) {
        return DetachKeys.parse(Optional.of(detachKeys)).codes();
    }

    @Override
    public StreamSession open(
            RunningProcess process, boolean terminal, boolean stdin, boolean stdout, boolean stderr, Optional<String> detachKeys, Runnable onDetach) {
        ExecSession.Wish wish = new ExecSession.Wish(terminal, stdin, stdout, stderr, DetachKeys.parse(detachKeys), onDetach);
        CompletableFuture<Void> ended = ended(process, new CompletableFuture<>());
        return new ExecSession(process, wish, () -> discard(process, ended), ended);
    }

    @Override
    public void discard(RunningProcess process) {
        discard(process, ended(process, new CompletableFuture<>()));
    }

    private CompletableFuture<Void> ended(RunningProcess process, CompletableFuture<Void> ended) {
        open.put(process, ended);
        ended.whenComplete((nothing, failure) -> open.remove(process, ended));
        return ended;
    }

    private void discard(RunningProcess process, CompletableFuture<Void> ended) {
        ProcessOutput.Intake intake = new ProcessOutput.Intake() {
            @Override
            public boolean accepts() {
                return true;
            }

            @Override
            public int take(int pipe) {
                return Descriptors.read(pipe, discarded, 0, discarded.length);
            }
        };
        Map<LogSource, ProcessOutput.Intake> intakes = new EnumMap<>(LogSource.class);
        for (LogSource source : LogSource.values()) {
            intakes.put(source, intake);
        }
        new ProcessOutput(poller, process, intakes, () -> ended.complete(null)).start();
    }

    @Override
    public CompletionStage<Void> ended(RunningProcess process) {
        CompletableFuture<Void> ended = open.get(process);
        return ended == null ? CompletableFuture.completedFuture(null) : ended;
    }
}
