package org.servin.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * What an image says of the containers made from it: {@code config} of the OCI image specification with Docker's additions, of which {@code image} is the
 * name that the container a commit was made from was created with. Null means "not given".
 */
@JsonNaming(UpperCamelCaseStrategy.class)
@JsonInclude(Include.NON_EMPTY)
public record ImageSettings(
        String hostname,
        String domainname,
        String user,
        Map<String, JsonNode> exposedPorts,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        Map<String, JsonNode> volumes,
        String workingDir,
        Map<String, String> labels,
        String stopSignal,
        JsonNode healthcheck,
        Boolean argsEscaped,
        List<String> onBuild,
        List<String> shell,
        String image) {
    /** Nothing said. */
    public static ImageSettings none() {
        return new ImageSettings(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
