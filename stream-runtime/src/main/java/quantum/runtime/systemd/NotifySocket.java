package quantum.runtime.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * One-way datagrams to a Unix socket of this machine; the JDK's own channels know only stream
 * sockets. Never blocks: a service manager that does not read must not hold up a loop that watches
 * stops. Stays open for the life of the process.
 */
final class NotifySocket {
  // of Linux, the same on every architecture that we run on
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int FAMILY_BYTES = 2;
  private static final int PATH_BYTES = 108;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment callState = arena.allocate(CALL_STATE);
  private final MemorySegment address;
  private final MethodHandle sendto;
  private final int descriptor;

  /**
   * @param address a path, or '@' and the name of an abstract socket
   * @throws IOException if it is no such address, or the system gives no socket
   */
  NotifySocket(String address) throws IOException {
    Linker linker = Linker.nativeLinker();
    this.address = arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded(address));
    this.sendto =
        handle(
            linker,
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    MethodHandle socket =
        handle(
            linker,
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    this.descriptor =
        (int)
            call(
                "socket",
                () ->
                    (long)
                        (int) socket.invokeExact(callState, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  }

  /**
   * Sends one datagram.
   *
   * @throws IOException if nobody listens there, or does not read
   */
  synchronized void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Arena message = Arena.ofConfined()) {
      MemorySegment data = message.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      call(
          "sendto",
          () ->
              (long)
                  sendto.invokeExact(
                      callState,
                      descriptor,
                      data,
                      (long) bytes.length,
                      MSG_DONTWAIT | MSG_NOSIGNAL,
                      address,
                      (int) address.byteSize()));
    }
  }

  /** struct sockaddr_un, as long as its path needs. */
  private static byte[] encoded(String address) throws IOException {
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = address.startsWith("@");
    if (!isAbstract && !address.startsWith("/") || name.length < 2 || name.length >= PATH_BYTES) {
      throw new IOException("neither a path nor an abstract address of a Unix socket");
    }
    if (isAbstract) {
      name[0] = 0;
    }
    byte[] encoded = new byte[FAMILY_BYTES + name.length + (isAbstract ? 0 : 1)];
    // sa_family_t in the machine's byte order
    var family = MemorySegment.ofArray(encoded).asSlice(0, FAMILY_BYTES);
    family.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
    System.arraycopy(name, 0, encoded, FAMILY_BYTES, name.length);
    return encoded;
  }

  @SuppressWarnings("restricted") // the launchers enable native access
  private static MethodHandle handle(Linker linker, String name, FunctionDescriptor type)
      throws IOException {
    MemorySegment function =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IOException("this system has no " + name));
    return linker.downcallHandle(function, type, Linker.Option.captureCallState("errno"));
  }

  @FunctionalInterface
  private interface NativeCall {
    long run() throws Throwable;
  }

  private long call(String name, NativeCall call) throws IOException {
    long result;
    try {
      result = call.run();
    } catch (Throwable e) {
      throw new IOException(name, e);
    }
    if (result < 0) {
      throw new IOException(name + ": errno " + (int) ERRNO.get(callState, 0L));
    }
    return result;
  }
}
