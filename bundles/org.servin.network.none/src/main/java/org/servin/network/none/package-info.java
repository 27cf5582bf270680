/** No network but loop-back. */
package org.servin.network.none;
