package quantum.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Prints what the classes of a jar refer to: other classes, members as {@code
 * package/Class.member:descriptor}, texts. For the proof pack on a machine without a JDK, which
 * would have javap.
 */
public final class References {
  private static final int WRONG_USE = 2;

  private References() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("Usage: References JAR");
      System.exit(WRONG_USE);
    }
    try (JarFile jar = new JarFile(args[0])) {
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.endsWith("package-info.class")) {
          System.out.println("class " + name.substring(0, name.length() - ".class".length()));
          try (InputStream bytes = jar.getInputStream(entry)) {
            of(bytes.readAllBytes()).forEach(reference -> System.out.println("  " + reference));
          }
        }
      }
    }
  }

  static SortedSet<String> of(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    SortedSet<String> references = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      text(entry).ifPresent(references::add);
    }
    return references;
  }

  private static Optional<String> text(PoolEntry entry) {
    return switch (entry) {
      case ClassEntry type -> Optional.of(type.asInternalName());
      case MemberRefEntry member ->
          Optional.of(
              member.owner().asInternalName()
                  + "."
                  + member.name().stringValue()
                  + ":"
                  + member.type().stringValue());
      case StringEntry string -> Optional.of(string.stringValue());
      default -> Optional.empty();
    };
  }
}
