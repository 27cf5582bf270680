package org.servin.api.internal.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.archive.Archives;
import org.servin.core.archive.PathStat;

/** Files of containers. */
@Path(ContainerResource.PATH)
public final class ArchiveResource {
    private static final String STAT_HEADER = "X-Docker-Container-Path-Stat";

    private final Archives archives;

    /** Stands on the archives. */
    public ArchiveResource(Archives archives) {
        this.archives = archives;
    }

    /** What the header says of a file. */
    record Stat(
            @JsonProperty("name") String name,
            @JsonProperty("size") long size,
            @JsonProperty("mode") long mode,
            @JsonProperty("mtime") String mtime,
            @JsonProperty("linkTarget") String linkTarget) { }

    /** A file's facts. */
    @HEAD
    @Path("archive")
    @Action("container.read")
    public Response stat(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return Response.ok().header(STAT_HEADER, header(archives.stat(id, path(ApiCall.of(request))))).build();
    }

    /** A tar of a file or folder. */
    @GET
    @Path("archive")
    @Action("container.read")
    public Response read(@PathParam("id") String id, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        try (Archives.Reading reading = archives.read(id, path(call))) {
            call.exchange().header(STAT_HEADER, header(reading.stat()));
            reading.writeTo(call.stream("application/x-tar"));
        }
        return Answers.streamed();
    }

    /** Unpacks a tar. */
    @PUT
    @Path("archive")
    @Action("container.write")
    public Response write(@PathParam("id") String id, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        archives.extract(id, path(call), call.exchange().body(), call.query().flag("noOverwriteDirNonDir"), call.query().flag("copyUIDGID"));
        return Answers.empty(200);
    }

    /** A tar of the whole file system. */
    @GET
    @Path("export")
    @Action("container.read")
    public Response export(@PathParam("id") String id, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        try (Archives.Reading reading = archives.export(id)) {
            reading.writeTo(call.stream("application/octet-stream"));
        }
        return Answers.streamed();
    }

    /** A wish of older clients. */
    record Copy(String resource) { }

    /** How clients before 1.24 got a tar of a file or folder. */
    @POST
    @Path("copy")
    @Action(value = "container.read", byContent = true)
    public Response copy(@PathParam("id") String id, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        if (call.version().since(24)) {
            return Answers.empty(404);
        }
        Copy wish = JsonBody.read(call, Copy.class, "types.CopyConfig").permitted(call, c -> new Facts().add("query.path", c.resource()));
        if (wish.resource() == null || wish.resource().isEmpty()) {
            throw ApiException.badRequest("Path cannot be empty");
        }
        try (Archives.Reading reading = archives.copy(id, wish.resource())) {
            reading.writeTo(call.stream("application/x-tar"));
        }
        return Answers.streamed();
    }

    private static String path(ApiCall call) {
        String path = call.query().get("path");
        if (path.isEmpty()) {
            throw ApiException.badRequest("bad parameter: pathcannot be empty");
        }
        return path;
    }

    private static String header(PathStat s) {
        byte[] json = Json.line(new Stat(s.name(), s.size(), s.mode(), Timestamps.text(s.mtime()), s.linkTarget()));
        return Base64.getEncoder().encodeToString(Arrays.copyOf(json, json.length - 1));
    }
}
