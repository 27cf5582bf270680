package org.servin.api.internal.resource;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.FilterQuery;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.ContainerSummary;
import org.servin.api.internal.wire.Replies;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Containers;
import org.servin.core.container.Created;
import org.servin.core.container.ListQuery;
import org.servin.core.system.HostFacts;
import org.servin.image.Images;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** All containers: finding, making and pruning them. */
@Path("/")
public final class ContainersResource {
    private final Containers containers;
    private final Images images;
    private final HostFacts host;
    private final ContainerFacts facts;

    /** Stands on the containers, and on the images for what they are called now; what older clients mean depends on the host; policies are told those facts. */
    public ContainersResource(Containers containers, Images images, HostFacts host, ContainerFacts facts) {
        this.facts = facts;
        this.containers = containers;
        this.images = images;
        this.host = host;
    }

    /** Those that match. */
    @GET
    @Path("containers/json")
    @Action("container.list")
    public Response list(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Query q = call.query();
        int limit = Math.max(0, q.number("limit", 500).orElse(0));
        Instant now = Instant.now();
        ListQuery query = new ListQuery(q.flag("all"), limit, q.flag("size"), FilterQuery.of(call, 500));
        return Answers.ok(found(query).stream().map(c -> ContainerSummary.of(c, images, now)).toList());
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
    @Action(value = "container.create", byContent = true)
    public Response create(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        call.query().all("name").stream().findFirst().ifPresent(name -> call.access().wants("container", name));
        Created c = containers.create(CreateBody.read(call, host.cgroupVersion()).permitted(call, facts::of));
        return Answers.created(new Replies.ContainerCreated(c.id(), c.warnings()));
    }

    /** Removes those that do not run. */
    @POST
    @Path("containers/prune")
    @Action("container.prune")
    public Response prune(@Context ContainerRequestContext request) {
        return Answers.ok(Replies.ContainersPruned.of(containers.prune(FilterQuery.of(ApiCall.of(request), 400))));
    }

    /** Removes the one of this name. Jersey gives this path to the calls of this class, whatever the method. */
    @DELETE
    @Path("containers/json")
    @Action(value = "container.remove", target = "json")
    public Response removeJson(@Context ContainerRequestContext request) {
        return new ContainerResource(containers, facts).remove("json", request);
    }

    /** The same. */
    @DELETE
    @Path("containers/create")
    @Action(value = "container.remove", target = "create")
    public Response removeCreate(@Context ContainerRequestContext request) {
        return new ContainerResource(containers, facts).remove("create", request);
    }

    /** The same. */
    @DELETE
    @Path("containers/prune")
    @Action(value = "container.remove", target = "prune")
    public Response removePrune(@Context ContainerRequestContext request) {
        return new ContainerResource(containers, facts).remove("prune", request);
    }
}
