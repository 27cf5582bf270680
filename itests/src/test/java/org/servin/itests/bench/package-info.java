/** Measures Servin beside dockerd and the kernel's floor in one run. Started by {@code itests/bench.sh}; not a test. */
package org.servin.itests.bench;
