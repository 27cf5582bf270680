package org.servin.api.internal.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.DELETE;
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
import org.servin.api.internal.access.Proposal;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.ContainerDocument;
import org.servin.api.internal.wire.OlderContainer;
import org.servin.api.internal.wire.Replies;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Containers;
import org.servin.core.container.HostConfig;
import org.servin.core.container.RemoveOptions;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.RestartPolicy;
import org.servin.core.container.TopResult;
import org.servin.core.container.UpdateRequest;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** One container, but for its streams, files and execs. */
@Path(ContainerResource.PATH)
public final class ContainerResource {
    /**
     * Where what concerns one container is. Jersey tries the patterns of one level in turn, over the whole id each: below a level of their own those of one container
     * look at the call's name only. The names that are left out are those of calls about all containers.
     * The slash in {@code linker/alias}, as a container is called by a link to it, comes escaped.
     */
    static final String PATH = "containers/{id: (?!(?:json|create|prune)$)[^/]+}";

    private final Containers containers;
    private final ContainerFacts facts;

    /** Stands on the containers; policies are told those facts. */
    public ContainerResource(Containers containers, ContainerFacts facts) {
        this.containers = containers;
        this.facts = facts;
    }

    /** Everything about one. */
    @GET
    @Path("json")
    @Action("container.inspect")
    public Response inspect(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        ContainerView view = containers.inspect(id, call.query().flag("size"));
        ContainerDocument document = ContainerDocument.of(view);
        return Answers.ok(call.version().since(21) ? document : OlderContainer.of(document, view, call.version()));
    }

    /** Starts it. */
    @POST
    @Path("start")
    @Action(value = "container.start", byContent = true)
    public Response start(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        // "null" and "{}" are sent by old clients, and mean nothing
        boolean body = call.exchange().header("content-length").map(Long::parseLong).orElse(0L) > 7 || call.exchange().header("transfer-encoding").isPresent();
        if (body && call.version().since(24)) {
            throw ApiException.badRequest("starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
        }
        Proposal<Optional<HostConfig>> wish = body
                ? JsonBody.document(call, "runconfig.ContainerConfigWrapper").map(d -> HostPart.in((ObjectNode) d).map(part -> JsonBody.part(part, HostConfig.class)))
                : Proposal.of(Optional.empty());
        if (!call.query().get("checkpoint").isEmpty()) {
            throw ApiException.badRequest("checkpoint is only supported in experimental mode");
        }
        Optional<HostConfig> host = wish.permitted(call, h -> h.map(facts::of).orElseGet(Facts::new));
        host.ifPresentOrElse(part -> containers.start(id, part), () -> containers.start(id));
        return Answers.none();
    }

    /** Stops it. */
    @POST
    @Path("stop")
    @Action("container.stop")
    public Response stop(@PathParam("id") String id, @Context ContainerRequestContext request) {
        containers.stop(id, ApiCall.of(request).query().number("t", 500));
        return Answers.none();
    }

    /** Stops and starts it. */
    @POST
    @Path("restart")
    @Action("container.restart")
    public Response restart(@PathParam("id") String id, @Context ContainerRequestContext request) {
        containers.restart(id, ApiCall.of(request).query().number("t", 500));
        return Answers.none();
    }

    /** Sends it a signal. */
    @POST
    @Path("kill")
    @Action("container.kill")
    public Response kill(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        String signal = call.query().get("signal");
        try {
            containers.kill(id, signal.isEmpty() ? "SIGKILL" : signal);
        } catch (ServinException e) {
            if (e.kind() != ErrorKind.CONFLICT || call.version().since(20)) { // that it does not run was no failure
                throw e;
            }
        }
        return Answers.none();
    }

    /** Freezes it. */
    @POST
    @Path("pause")
    @Action("container.pause")
    public Response pause(@PathParam("id") String id) {
        containers.pause(id);
        return Answers.none();
    }

    /** Thaws it. */
    @POST
    @Path("unpause")
    @Action("container.unpause")
    public Response unpause(@PathParam("id") String id) {
        containers.unpause(id);
        return Answers.none();
    }

    /** Gives it another name. */
    @POST
    @Path("rename")
    @Action("container.rename")
    public Response rename(@PathParam("id") String id, @Context ContainerRequestContext request) {
        containers.rename(id, ApiCall.of(request).query().get("name"));
        return Answers.none();
    }

    /** Changes its limits. */
    @POST
    @Path("update")
    @Action(value = "container.update", byContent = true)
    public Response update(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        UpdateRequest update = JsonBody.document(call, "container.UpdateConfig").map(d -> update(HostPart.updated((ObjectNode) d, call.version())))
                .permitted(call, ContainerFacts::of);
        return Answers.ok(new Replies.Warnings(Replies.nullIfEmpty(containers.update(id, update))));
    }

    private static UpdateRequest update(ObjectNode body) {
        JsonNode policy = body.get("RestartPolicy");
        return new UpdateRequest(JsonBody.part(body, ResourceLimits.class), policy == null ? null : JsonBody.part(policy, RestartPolicy.class), HostPart.portBindings(body),
                HostPart.logConfig(body));
    }

    /** Removes it. */
    @DELETE
    @Action("container.remove")
    public Response remove(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Query q = ApiCall.of(request).query();
        containers.remove(id, new RemoveOptions(q.flag("force"), q.flag("v"), q.flag("link")));
        return Answers.none();
    }

    /** What it changed in its file system. */
    @GET
    @Path("changes")
    @Action("container.changes")
    public Response changes(@PathParam("id") String id) {
        List<Replies.FileChange> all = containers.changes(id).stream().map(c -> new Replies.FileChange(c.path(), c.kind().ordinal())).toList();
        return Answers.ok(Replies.nullIfEmpty(all));
    }

    /** Its processes. */
    @GET
    @Path("top")
    @Action("container.top")
    public Response top(@PathParam("id") String id, @Context ContainerRequestContext request) {
        TopResult t = containers.top(id, ApiCall.of(request).query().get("ps_args"));
        return Answers.ok(new Replies.Processes(Replies.nullIfEmpty(t.processes()), t.titles()));
    }

    /** Sets the size of its terminal. */
    @POST
    @Path("resize")
    @Action("container.resize")
    public Response resize(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Query q = ApiCall.of(request).query();
        containers.resize(id, q.required("h", 400), q.required("w", 400));
        return Answers.empty(200);
    }
}
