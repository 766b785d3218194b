/** JSON that people will read: indented, and saved under a name where a browser asks for it. */
export function fileAnswer(name: string, value: unknown): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, {
    headers: { 'content-type': 'application/json', 'content-disposition': `attachment; filename="${encodeURIComponent(name)}"` },
  });
}

/** A file that is made while it is sent, piece by piece as the reader takes it; an error on the way breaks the download off. */
export function streamedFile({ fileName, contentType, pieces }: { fileName: string; contentType: string; pieces: AsyncGenerator<string> }) {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) {
        controller.close();
      } else {
        controller.enqueue(encoder.encode(value));
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: { 'content-type': contentType, 'content-disposition': `attachment; filename="${encodeURIComponent(fileName)}"` },
  });
}
