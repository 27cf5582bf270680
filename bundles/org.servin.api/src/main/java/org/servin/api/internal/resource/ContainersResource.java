package org.servin.api.internal.resource;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.FilterQuery;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.ContainerDocument;
import org.servin.api.internal.wire.ContainerSummary;
import org.servin.api.internal.wire.Replies;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Containers;
import org.servin.core.container.Created;
import org.servin.core.container.ListQuery;
import org.servin.core.container.RemoveOptions;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.RestartPolicy;
import org.servin.core.container.TopResult;
import org.servin.core.container.UpdateRequest;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Containers, but for their streams and files. */
@Path("/")
public final class ContainersResource {
    private final Containers containers;

    /** Stands on the containers. */
    public ContainersResource(Containers containers) {
        this.containers = containers;
    }

    /** Those that match. */
    @GET
    @Path("containers/json")
    public Response list(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Query q = call.query();
        int limit = Math.max(0, q.number("limit", 500).orElse(0));
        Instant now = Instant.now();
        ListQuery query = new ListQuery(q.flag("all"), limit, q.flag("size"), FilterQuery.of(call, 500));
        return Answers.ok(found(query).stream().map(c -> ContainerSummary.of(c, now)).toList());
    }

    /** Filters that name what is not there, or no number, are 500 of dockerd's on this route. */
    private List<ContainerView> found(ListQuery query) {
        try {
            return containers.list(query);
        } catch (ServinException e) {
            boolean oddity = e.kind() == ErrorKind.NOT_FOUND || String.valueOf(e.getMessage()).startsWith("strconv.");
            throw oddity ? new ApiException(500, e.getMessage().replace("No such container: ", "no such container ")) : e;
        }
    }

    /** Makes one. */
    @POST
    @Path("containers/create")
    public Response create(@Context ContainerRequestContext request) {
        Created c = containers.create(CreateBody.read(ApiCall.of(request)));
        return Answers.created(new Replies.ContainerCreated(c.id(), c.warnings()));
    }

    /** Everything about one. */
    @GET
    @Path("containers/{id}/json")
    public Response inspect(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return Answers.ok(ContainerDocument.of(containers.inspect(id, ApiCall.of(request).query().flag("size"))));
    }

    /** Starts it. */
    @POST
    @Path("containers/{id}/start")
    public Response start(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        // "null" and "{}" are sent by old clients, and mean nothing
        long length = call.exchange().header("content-length").map(Long::parseLong).orElse(0L);
        if (call.version().since(24) && (length > 7 || call.exchange().header("transfer-encoding").isPresent())) {
            throw ApiException.badRequest("starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
        }
        containers.start(id);
        return Answers.none();
    }

    /** Stops it. */
    @POST
    @Path("containers/{id}/stop")
    public Response stop(@PathParam("id") String id, @Context ContainerRequestContext request) {
        containers.stop(id, ApiCall.of(request).query().number("t", 500));
        return Answers.none();
    }

    /** Stops and starts it. */
    @POST
    @Path("containers/{id}/restart")
    public Response restart(@PathParam("id") String id, @Context ContainerRequestContext request) {
        containers.restart(id, ApiCall.of(request).query().number("t", 500));
        return Answers.none();
    }

    /** Sends it a signal. */
    @POST
    @Path("containers/{id}/kill")
    public Response kill(@PathParam("id") String id, @Context ContainerRequestContext request) {
        String signal = ApiCall.of(request).query().get("signal");
        containers.kill(id, signal.isEmpty() ? "SIGKILL" : signal);
        return Answers.none();
    }

    /** Freezes it. */
    @POST
    @Path("containers/{id}/pause")
    public Response pause(@PathParam("id") String id) {
        containers.pause(id);
        return Answers.none();
    }

    /** Thaws it. */
    @POST
    @Path("containers/{id}/unpause")
    public Response unpause(@PathParam("id") String id) {
        containers.unpause(id);
        return Answers.none();
    }

    /** Gives it another name. */
    @POST
    @Path("containers/{id}/rename")
    public Response rename(@PathParam("id") String id, @Context ContainerRequestContext request) {
        containers.rename(id, ApiCall.of(request).query().get("name"));
        return Answers.none();
    }

    /** Changes its limits. */
    @POST
    @Path("containers/{id}/update")
    public Response update(@PathParam("id") String id, @Context ContainerRequestContext request) {
        JsonNode body = JsonBody.document(ApiCall.of(request));
        JsonNode policy = Json.member(body, "RestartPolicy");
        UpdateRequest update = new UpdateRequest(JsonBody.part(body, ResourceLimits.class, "container.UpdateConfig"), policy == null || policy.isNull() ? null : JsonBody.part(policy, RestartPolicy.class, "container.RestartPolicy"));
        return Answers.ok(new Replies.Warnings(Replies.nullIfEmpty(containers.update(id, update))));
    }

    /** Removes it. */
    @DELETE
    @Path("containers/{id}")
    public Response remove(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Query q = ApiCall.of(request).query();
        containers.remove(id, new RemoveOptions(q.flag("force"), q.flag("v"), q.flag("link")));
        return Answers.none();
    }

    /** Removes those that do not run. */
    @POST
    @Path("containers/prune")
    public Response prune(@Context ContainerRequestContext request) {
        return Answers.ok(Replies.ContainersPruned.of(containers.prune(FilterQuery.of(ApiCall.of(request), 400))));
    }

    /** What it changed in its file system. */
    @GET
    @Path("containers/{id}/changes")
    public Response changes(@PathParam("id") String id) {
        List<Replies.FileChange> all = containers.changes(id).stream().map(c -> new Replies.FileChange(c.path(), c.kind().ordinal())).toList();
        return Answers.ok(Replies.nullIfEmpty(all));
    }

    /** Its processes. */
    @GET
    @Path("containers/{id}/top")
    public Response top(@PathParam("id") String id, @Context ContainerRequestContext request) {
        TopResult t = containers.top(id, ApiCall.of(request).query().get("ps_args"));
        return Answers.ok(new Replies.Processes(Replies.nullIfEmpty(t.processes()), t.titles()));
    }

    /** Sets the size of its terminal. */
    @POST
    @Path("containers/{id}/resize")
    public Response resize(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Query q = ApiCall.of(request).query();
        containers.resize(id, q.required("h", 400), q.required("w", 400));
        return Answers.empty(200);
    }
}
