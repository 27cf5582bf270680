package org.servin.core.container;

import java.util.List;

/** Output of ps(1) for one container: titles, and a row for each process. */
public record TopResult(List<String> titles, List<List<String>> processes) { }
