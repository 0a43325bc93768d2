package quantum.demo;

import java.util.List;

/** How a service's JVM is started: small and quick, as on a VPS that runs ten of them. */
final class JvmFlags {
  private static final List<String> SERVICE =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          "-Xshare:auto",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.allocator.type=unpooled");

  private JvmFlags() {}

  static List<String> of(String service) {
    List<String> flags = new java.util.ArrayList<>(SERVICE);
    flags.add(service.equals(Suite.PAPER_EXCHANGE) ? "-Xmx512m" : "-Xmx96m");
    return flags;
  }
}
