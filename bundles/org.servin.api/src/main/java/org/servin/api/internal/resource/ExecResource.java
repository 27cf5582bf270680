package org.servin.api.internal.resource;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.ExecDocument;
import org.servin.core.exec.Execs;
import org.servin.core.stream.StreamSession;
import org.servin.spi.ServinException;

/** More processes in running containers, once they are prepared. */
@Path("exec/{id}")
public final class ExecResource {
    private final Execs execs;

    /** Stands on the execs. */
    public ExecResource(Execs execs) {
        this.execs = execs;
    }

    /** How to start. */
    record StartBody(boolean detach, boolean tty, List<Integer> consoleSize) { }

    /** Starts it, with its streams on this connection or without them. */
    @POST
    @Path("start")
    @Action(value = "exec.start", byContent = true)
    public Response start(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        String type = "types.ExecStartCheck";
        StartBody body = (call.version().since(22) ? JsonBody.read(call, StartBody.class, type) : JsonBody.readAny(call, StartBody.class, type))
                .permitted(call, b -> new Facts().document(Json.MAPPER.valueToTree(b)));
        // what is wrong with its container is an ordinary failure; all later ones happen on the taken connection
        execs.check(id);
        if (body.detach()) {
            execs.startDetached(id);
            return Answers.empty(200);
        }
        try {
            StreamSession session = execs.startAttached(id, size(body));
            call.hijack(true, new HijackedSession(session, body.tty()));
        } catch (ServinException e) {
            call.hijack(true, stream -> HijackedSession.tell(stream, body.tty(), e));
        }
        return Answers.streamed();
    }

    private static Optional<int[]> size(StartBody body) {
        List<Integer> s = body.consoleSize();
        return s == null || s.size() != 2 || s.get(0) <= 0 || s.get(1) <= 0 ? Optional.empty() : Optional.of(new int[] {s.get(0), s.get(1)});
    }

    /** What is known of it. */
    @GET
    @Path("json")
    @Action("exec.inspect")
    public Response inspect(@PathParam("id") String id) {
        return Answers.ok(ExecDocument.of(execs.inspect(id)));
    }

    /** Sets the size of its terminal. */
    @POST
    @Path("resize")
    @Action("exec.resize")
    public Response resize(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Query q = ApiCall.of(request).query();
        execs.resize(id, q.required("h", 400), q.required("w", 400));
        return Answers.empty(200);
    }
}
