package org.servin.api.internal.resource;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.http.Timestamps;
import org.servin.api.internal.wire.Replies;
import org.servin.api.internal.websocket.WebSocketHandshake;
import org.servin.api.internal.websocket.WebSocketSession;
import org.servin.api.internal.wire.StatsDocument;
import org.servin.core.container.Containers;
import org.servin.core.container.StatsSample;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;
import org.servin.core.stream.AttachOptions;
import org.servin.core.stream.LogOptions;
import org.servin.core.stream.StreamSession;
import org.servin.core.stream.Streams;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What flows out of containers, and into them. */
@Path(ContainerResource.PATH)
public final class ContainerStreamsResource {
    /** The version of the API from which on output by WebSocket comes in binary messages. */
    private static final int BINARY_MESSAGES = 28;

    private final Containers containers;
    private final Streams streams;

    /** Stands on containers and their streams. */
    public ContainerStreamsResource(Containers containers, Streams streams) {
        this.containers = containers;
        this.streams = streams;
    }

    /** The log. */
    @GET
    @Path("logs")
    @Action("container.logs")
    public Response logs(@PathParam("id") String id, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        Query q = call.query();
        if (!q.flag("stdout") && !q.flag("stderr")) {
            throw ApiException.badRequest("Bad parameters: you must choose at least one stream");
        }
        LogOptions options = new LogOptions(q.flag("stdout"), q.flag("stderr"), q.flag("follow"), Timestamps.seconds(zero(q.get("since")), Long.MIN_VALUE),
                Timestamps.seconds(zero(q.get("until")), Long.MAX_VALUE), q.flag("timestamps"), q.flag("details"), tail(q.get("tail")));
        try (StreamSession session = streams.logs(id, options)) {
            // dockerd sends no content type here
            OutputStream out = call.stream("");
            out.flush();
            call.exchange().onClientGone(session::close);
            session.run(InputStream.nullInputStream(), new Frames(out, session.terminal(), true));
        }
        return Answers.streamed();
    }

    /** Clients write "from the beginning" and "no end" as 0, too. */
    private static String zero(String time) {
        return time.equals("0") ? "" : time;
    }

    private static long tail(String text) {
        try {
            return text.isEmpty() || text.equals("all") ? -1 : Math.max(-1, Long.parseLong(text));
        } catch (NumberFormatException e) {
            // dockerd takes what it cannot read for "all"
            return -1;
        }
    }

    /** Input and output. */
    @POST
    @Path("attach")
    @Action("container.attach")
    public Response attach(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Query q = call.query();
        try {
            StreamSession session = streams.attach(id, attachment(q, q.flag("stdin"), q.flag("stdout"), q.flag("stderr")));
            call.hijack(false, new HijackedSession(session, session.terminal()));
        } catch (ServinException e) {
            call.hijackFailure(e);
        }
        return Answers.streamed();
    }

    /** Browsers' way to attach: always to all three streams, as dockerd does up to this version. */
    @GET
    @Path("attach/ws")
    @Action("container.attach")
    public Response attachWebSocket(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        StreamSession session = streams.attach(id, attachment(call.query(), true, true, true));
        WebSocketHandshake handshake = WebSocketHandshake.of(call.exchange().headers());
        if (handshake.accepted()) {
            call.take(handshake.head(), new WebSocketSession(session, call.version().since(BINARY_MESSAGES)));
        } else {
            session.close();
            call.take(handshake.head(), stream -> { });
        }
        return Answers.streamed();
    }

    private static AttachOptions attachment(Query q, boolean stdin, boolean stdout, boolean stderr) {
        return new AttachOptions(q.flag("logs"), q.flag("stream"), stdin, stdout, stderr, Optional.of(q.get("detachKeys")).filter(keys -> !keys.isEmpty()));
    }

    /** Waits for the end, a removal, or the next end. */
    @POST
    @Path("wait")
    @Action("container.wait")
    public Response await(@PathParam("id") String id, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        boolean conditions = call.version().since(30);
        CompletableFuture<WaitResult> result = containers.wait(id, conditions ? condition(call.query().get("condition")) : WaitCondition.NOT_RUNNING).toCompletableFuture();
        OutputStream out = call.stream("application/json");
        if (conditions) {
            // the client starts the container when it has seen that the waiting has begun
            out.flush();
        }
        if (!result.isDone()) {
            call.exchange().onClientGone(() -> result.cancel(false));
        }
        try {
            WaitResult r = join(result);
            // clients before 1.34 take an empty answer for the failure that they cannot be told
            if (!conditions || call.version().since(34) || r.error().isEmpty()) {
                out.write(Json.line(Replies.Waited.of(r)));
            }
        } catch (CancellationException e) {
            // the client has left: there is nobody to tell
            return Answers.streamed();
        }
        return Answers.streamed();
    }

    /** Unknown conditions mean the default, as in dockerd. */
    private static WaitCondition condition(String text) {
        return switch (text) {
            case "next-exit" -> WaitCondition.NEXT_EXIT;
            case "removed" -> WaitCondition.REMOVED;
            default -> WaitCondition.NOT_RUNNING;
        };
    }

    private static WaitResult join(CompletableFuture<WaitResult> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServinException s) {
                throw s;
            }
            throw ServinException.internal("waiting failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted", e);
        }
    }

    /** Counters, once or every second. */
    @GET
    @Path("stats")
    @Action("container.stats")
    public Response stats(@PathParam("id") String id, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        boolean stream = call.query().flag("stream", true);
        boolean oneShot = call.version().since(41) && call.query().flag("one-shot");
        StatsSample first = containers.stats(id);
        if (stream && oneShot) {
            throw ApiException.badRequest("cannot have stream=true and one-shot=true");
        }
        CountDownLatch gone = new CountDownLatch(1);
        try {
            if (stream) {
                followStats(call, first, gone);
                return Answers.streamed();
            }
            if (oneShot || first.stats().isEmpty()) {
                return Answers.ok(document(call, first, Optional.empty()));
            }
            // CPU usage is a difference
            gone.await(1, TimeUnit.SECONDS);
            return Answers.ok(document(call, containers.stats(first.id()), Optional.of(first)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted", e);
        }
    }

    private static Object document(ApiCall call, StatsSample now, Optional<StatsSample> before) {
        return call.version().since(21) ? StatsDocument.of(now, before) : StatsDocument.before21(now, before);
    }

    private void followStats(ApiCall call, StatsSample first, CountDownLatch gone) throws IOException, InterruptedException {
        OutputStream out = call.stream("");
        out.flush();
        call.exchange().onClientGone(gone::countDown);
        Optional<StatsSample> before = Optional.empty();
        StatsSample now = first;
        do {
            out.write(Json.line(document(call, now, before)));
            out.flush();
            before = Optional.of(now);
            if (gone.await(1, TimeUnit.SECONDS)) {
                return;
            }
            now = sampleUnlessRemoved(first.id());
        } while (now != null);
    }

    private StatsSample sampleUnlessRemoved(String id) {
        try {
            return containers.stats(id);
        } catch (ServinException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
