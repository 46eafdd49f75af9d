/** The files in what was dropped or pasted; a picture without a name, as a screenshot is, gets one. */
export function broughtFiles(brought: DataTransfer | null): File[] {
  return [...(brought?.files ?? [])].map((file) =>
    file.name === '' || /^image\.\w+$/.test(file.name)
      ? new File([file], `screenshot.${file.type.split('/')[1] ?? 'png'}`, { type: file.type })
      : file,
  );
}

/** Whether something that is dragged over the page holds files or a text that can be laid down. */
export function canBeLaid(brought: DataTransfer | null): boolean {
  return [...(brought?.types ?? [])].some((type) => type === 'Files' || type === 'text/plain');
}
