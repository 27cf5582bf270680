package org.servin.api.internal.resource;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.wire.Replies;
import org.servin.core.exec.ExecConfig;
import org.servin.core.exec.Execs;

/** Prepares more processes in a container. */
@Path(ContainerResource.PATH)
public final class ContainerExecsResource {
    private final Execs execs;

    /** Stands on the execs. */
    public ContainerExecsResource(Execs execs) {
        this.execs = execs;
    }

    /** Prepares one. */
    @POST
    @Path("exec")
    @Action(value = "exec.create", byContent = true)
    public Response create(@PathParam("id") String id, @Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        ExecConfig config = JsonBody.read(call, ExecConfig.class, "types.ExecConfig").permitted(call, ContainerFacts::of);
        if (config.cmd() == null || config.cmd().isEmpty()) {
            throw ApiException.badRequest("No exec command specified");
        }
        return Answers.created(new Replies.Id(execs.create(id, config)));
    }
}
