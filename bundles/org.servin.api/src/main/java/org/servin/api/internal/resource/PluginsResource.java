package org.servin.api.internal.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.http.Answers;
import org.servin.api.internal.http.ApiException;
import org.servin.core.driver.Drivers;
import org.servin.spi.ServinException;

/** The drivers, as {@code docker plugin ls} shows plugins. They are installed and removed as bundles, not by these calls yet. */
@Path("/")
public final class PluginsResource {
    private final Drivers drivers;

    /** Stands on the drivers. */
    public PluginsResource(Drivers drivers) {
        this.drivers = drivers;
    }

    /** A plugin. */
    record Plugin(String id, String name, boolean enabled, PluginSettings settings, String pluginReference, PluginConfig config) { }

    /** What can be set; nothing here. */
    record PluginSettings(List<String> mounts, List<String> env, List<String> args, List<String> devices) { }

    /** What it is. */
    record PluginConfig(String description, String documentation, @JsonProperty("Interface") PluginInterface pluginInterface) { }

    /** What it offers. */
    record PluginInterface(List<String> types, String socket) { }

    /** All of them. */
    @GET
    @Path("plugins")
    @Action("plugin.list")
    public Response list() {
        return Answers.ok(drivers.entries().stream().map(PluginsResource::plugin).toList());
    }

    private static Plugin plugin(Drivers.Entry e) {
        String name = e.kind().text() + "/" + e.name();
        // the id must be stable and of the length clients cut to
        String id = UUID.nameUUIDFromBytes((name + e.bundle()).getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        String state = e.probe().isUsable() ? e.shadowed() ? ", shadowed by another" : "" : ", " + e.probe().status() + ": " + e.probe().reason();
        PluginConfig config = new PluginConfig(e.bundle() + state, "", new PluginInterface(List.of("servin." + e.kind().text() + "/1.0"), ""));
        return new Plugin(id, name, e.probe().isUsable() && !e.shadowed(), new PluginSettings(List.of(), List.of(), List.of(), List.of()), "", config);
    }

    /** One of them. */
    @GET
    @Path("plugins/{name: .+}/json")
    @Action("plugin.inspect")
    public Response inspect(@PathParam("name") String name) {
        return Answers.ok(find(name));
    }

    private Plugin find(String name) {
        return drivers.entries().stream().map(PluginsResource::plugin).filter(p -> p.name().equals(name) || p.id().startsWith(name)).findFirst()
                .orElseThrow(() -> ServinException.notFound("plugin \"" + name + "\" not found"));
    }

    /** Enabling and the like. */
    @POST
    @Path("plugins/{name: .+}/{verb: enable|disable|upgrade|push|set}")
    @Action("plugin.change")
    public Response change(@PathParam("name") String name, @PathParam("verb") String verb) {
        find(name);
        throw new ApiException(501, "plugin " + name + " is a bundle: " + verb + " it in the plugins folder");
    }

    /** Removing. */
    @DELETE
    @Path("plugins/{name: .+}")
    @Action("plugin.remove")
    public Response remove(@PathParam("name") String name) {
        return change(name, "remove");
    }

    /** Installing. */
    @POST
    @Path("plugins/{verb: pull|create}")
    @Action("plugin.install")
    public Response install(@PathParam("verb") String verb) {
        throw new ApiException(501, "plugins are bundles: put the jar into the plugins folder");
    }

    /** What installing would allow. */
    @GET
    @Path("plugins/privileges")
    @Action("plugin.install")
    public Response privileges() {
        return install("pull");
    }
}
