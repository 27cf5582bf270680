package org.servin.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** One step of how an image was made, as in the OCI image specification; null means "not given". */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(Include.NON_DEFAULT)
public record HistoryEntry(String created, String author, String createdBy, String comment, boolean emptyLayer) { }
