package org.servin.core.exec;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.core.stream.StreamSession;

/** Execs of running containers. Thread-safe; failures as dockerd words them. */
@ProviderType
public interface Execs {
    /** Prepares one, and gives its id. CONFLICT if the container does not run or is paused. */
    String create(String containerRef, ExecConfig config);

    /** Fails if it cannot be started because of its container: NOT_FOUND, CONFLICT if that is paused or restarting, INTERNAL if it does not run. */
    void check(String execId);

    /** Starts it without streams; returns when it was exec'd. */
    void startDetached(String execId);

    /** Gets ready to start it with streams: the process is started by {@link StreamSession#run}'s caller having called this, and output waits for that. CONFLICT if it was started before. */
    StreamSession startAttached(String execId, Optional<int[]> rowsAndColumns);

    /** What is known of it. NOT_FOUND once its container is gone. */
    ExecView inspect(String execId);

    /** Sets the size of its terminal, if it has one; waits some time for its start. NOT_FOUND once it has ended. */
    void resize(String execId, int rows, int columns);
}
