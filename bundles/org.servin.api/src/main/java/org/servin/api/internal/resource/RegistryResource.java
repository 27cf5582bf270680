package org.servin.api.internal.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiCall;
import org.servin.api.internal.http.ApiException;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.http.JsonBody;
import org.servin.api.internal.http.Query;
import org.servin.api.internal.wire.Replies;
import org.servin.image.Images;
import org.servin.image.RegistryLogin;

/** Images that come from a registry, or go to one. */
@Path("/")
public final class RegistryResource {
    private final Images images;
    private final ImagesResource local;

    /** Stands on the images; {@code local} serves the same path's other use. */
    public RegistryResource(Images images, ImagesResource local) {
        this.images = images;
        this.local = local;
    }

    /** Credentials as clients send them. */
    record Credentials(
            @JsonProperty("username") String username,
            @JsonProperty("password") String password,
            @JsonProperty("identitytoken") String identityToken,
            @JsonProperty("registrytoken") String registryToken,
            @JsonProperty("serveraddress") String serverAddress) {
        RegistryLogin login() {
            return new RegistryLogin(text(username), text(password), text(identityToken), text(registryToken), text(serverAddress));
        }

        private static String text(String s) {
            return Objects.requireNonNullElse(s, "");
        }
    }

    /** Pulls, or makes an image of a tar. */
    @POST
    @Path("images/create")
    public Response create(@Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        Query q = call.query();
        String from = q.get("fromImage");
        if (from.isEmpty() && !q.get("fromSrc").isEmpty()) {
            local.importRoot(call);
            return Answers.streamed();
        }
        if (from.isEmpty()) {
            throw ApiException.badRequest("invalid reference format");
        }
        pull(call, from, q.get("tag"));
        return Answers.streamed();
    }

    private void pull(ApiCall call, String from, String tag) throws IOException {
        // "name:" with an empty tag is what some clients send for all tags
        String bare = from.endsWith(":") ? from.substring(0, from.length() - 1) : from;
        String name = tag.isEmpty() ? bare : bare + (tag.contains(":") ? "@" : ":") + tag;
        boolean allTags = tag.isEmpty() && bare.indexOf('@') < 0 && bare.lastIndexOf(':') <= bare.lastIndexOf('/');
        Optional<String> platform = call.query().get("platform").isEmpty() ? Optional.empty() : Optional.of(call.query().get("platform"));
        RegistryLogin login = header(call).orElse(RegistryLogin.none());
        ProgressStream.run(call, true, false, p -> images.pull(name, allTags, platform, login, p));
    }

    /** Pushes. */
    @POST
    @Path("images/{name: .+}/push")
    public Response push(@PathParam("name") String name, @Context ContainerRequestContext request) throws IOException {
        ApiCall call = ApiCall.of(request);
        if (call.exchange().header("x-registry-auth").isEmpty()) {
            throw ApiException.badRequest("Bad parameters and missing X-Registry-Auth: EOF");
        }
        RegistryLogin login = header(call).orElse(RegistryLogin.none());
        String tag = call.query().get("tag");
        ProgressStream.run(call, true, false, p -> images.push(name, tag.isEmpty() ? Optional.empty() : Optional.of(tag), login, p));
        return Answers.streamed();
    }

    /** A header that cannot be read counts as none: dockerd is as lenient, for clients of old. */
    private static Optional<RegistryLogin> header(ApiCall call) {
        return call.exchange().header("x-registry-auth").flatMap(h -> {
            try {
                byte[] json = h.indexOf('+') >= 0 || h.indexOf('/') >= 0 ? Base64.getDecoder().decode(h) : Base64.getUrlDecoder().decode(h);
                Credentials c = Json.MAPPER.readValue(json, Credentials.class);
                return Optional.ofNullable(c).map(Credentials::login);
            } catch (IOException | IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    /** Checks credentials. */
    @POST
    @Path("auth")
    public Response login(@Context ContainerRequestContext request) {
        ApiCall call = ApiCall.of(request);
        Credentials c = JsonBody.part(JsonBody.tree(call), Credentials.class, "types.AuthConfig");
        String token = images.login(c == null ? RegistryLogin.none() : c.login());
        return Answers.ok(new Replies.LoggedIn("Login Succeeded", token));
    }

    /** Docker Hub's search has no counterpart in the registry protocol. */
    @GET
    @Path("images/search")
    public Response search() {
        throw new ApiException(501, "searching registries is not available");
    }

    /** What a registry has, without pulling. */
    @GET
    @Path("distribution/{name: .+}/json")
    public Response distribution(@PathParam("name") String name) {
        throw new ApiException(501, "looking at " + name + " without pulling it is not available");
    }
}
